using System.Globalization;

namespace DocProcessing.FileSystem;

/// <summary>What an upload is, as two lines of text in its directory.</summary>
internal sealed record UploadDescription(ObjectKey Key, DateTimeOffset InitiatedAt)
{
    public static UploadDescription? Read(UploadDirectory directory)
    {
        try
        {
            var lines = File.ReadAllLines(directory.Description);
            return lines.Length == 2
                && ObjectKey.TryParse(lines[0], null, out var key)
                && DateTimeOffset.TryParseExact(lines[1], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var initiatedAt)
                    ? new UploadDescription(key, initiatedAt)
                    : null;
        }
        catch (Exception exception) when (FileErrors.IsAbsent(exception))
        {
            return null;
        }
    }

    public void Write(UploadDirectory directory) =>
        File.WriteAllLines(directory.Description, [Key.Value, InitiatedAt.ToString("O", CultureInfo.InvariantCulture)]);
}
