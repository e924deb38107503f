using System.Globalization;
using System.Text;

namespace DocProcessing.Uploads;

/// <summary>Decides which file names are accepted. A name is shown and searched, never used as a path.</summary>
internal static class FileNames
{
    private const int MaxLength = 255;

    public static string Require(string? name)
    {
        name = name?.Trim();
        var problem = name switch
        {
            null or "" => "it is empty",
            { Length: > MaxLength } => $"it is longer than {MaxLength} characters",
            "." or ".." => "it names a directory",
            _ when name.AsSpan().ContainsAny('/', '\\') => "it contains a path",
            _ when name.EnumerateRunes().Any(IsUnsafe) => "it contains control or unreadable characters",
            _ => null,
        };
        return problem is null
            ? name!.Normalize(NormalizationForm.FormC)
            : throw new DocumentProcessingException(ErrorCategory.Unprocessable, ErrorCodes.InvalidFileName, $"The file name cannot be used: {problem}.");
    }

    // Format characters include the marks that turn the direction of text, with which "gpj.exe" reads as "exe.jpg".
    private static bool IsUnsafe(Rune rune) =>
        rune == Rune.ReplacementChar
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
