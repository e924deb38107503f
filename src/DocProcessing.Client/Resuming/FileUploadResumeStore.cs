using System.Text.Json;
using DocProcessing.Client.Serialization;

namespace DocProcessing.Client;

/// <summary>Remembers uploads in a directory, a small file for each. What was left behind is removed after a week.</summary>
/// <param name="directory">The directory; it is made when it is needed, for its owner alone.</param>
/// <param name="clock">Tells what was left behind; the system's by default.</param>
public sealed class FileUploadResumeStore(string directory, TimeProvider? clock = null) : IUploadResumeStore
{
    private const string Ending = ".upload.json";

    private static readonly TimeSpan KeepFor = TimeSpan.FromDays(7);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <inheritdoc/>
    public async ValueTask<ResumableUpload?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize(await File.ReadAllBytesAsync(PathOf(key), cancellationToken), ClientJson.Wire.ResumableUpload);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // Nothing there, or nothing of use: then the upload begins anew.
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask SaveAsync(string key, ResumableUpload upload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        var path = PathOf(key);
        Prepare();

        // Renamed into place, so that a crash leaves the old one or the new one, and two processes do not mix theirs.
        var fresh = $"{path}.{Guid.NewGuid():n}.new";
        await File.WriteAllBytesAsync(fresh, JsonSerializer.SerializeToUtf8Bytes(upload, ClientJson.Wire.ResumableUpload), cancellationToken);
        File.Move(fresh, path, overwrite: true);
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            File.Delete(PathOf(key));
        }
        catch (DirectoryNotFoundException)
        {
            // Never saved.
        }

        return ValueTask.CompletedTask;
    }

    private void Prepare()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var past = (_clock.GetUtcNow() - KeepFor).UtcDateTime;
        foreach (var old in new DirectoryInfo(directory).EnumerateFiles($"*{Ending}*").Where(file => file.LastWriteTimeUtc < past))
        {
            old.Delete();
        }
    }

    private string PathOf(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return key.All(char.IsAsciiLetterOrDigit) ? Path.Combine(directory, key + Ending) : throw new ArgumentException("A key has letters and digits only.", nameof(key));
    }
}
