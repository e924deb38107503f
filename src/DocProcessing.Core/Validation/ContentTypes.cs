using Microsoft.Extensions.Options;

namespace DocProcessing.Validation;

/// <summary>Knows which media types are accepted, and which declared type fits which content.</summary>
internal sealed class ContentTypes(IOptions<UploadOptions> options, IEnumerable<IContentExtractor> extractors)
{
    /// <summary>Stands for any type: the content decides.</summary>
    public const string Unknown = "application/octet-stream";

    private readonly IContentExtractor[] _extractors = [.. extractors];

    /// <summary>Strips parameters and case off a media type.</summary>
    public static string Normalize(string? contentType)
    {
        var end = contentType?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        var bare = (end < 0 ? contentType : contentType![..end])?.Trim().ToLowerInvariant();
        return bare is { Length: > 0 and <= 127 } && bare.Contains('/', StringComparison.Ordinal) ? Canonical(bare) : Unknown;
    }

    /// <summary>Tells whether a document of this declared type may be uploaded.</summary>
    public bool IsAccepted(string contentType, string fileName)
    {
        if (contentType == Unknown)
        {
            return true;
        }

        var allowed = options.Value.AllowedContentTypes;
        return allowed.Count > 0
            ? allowed.Any(pattern => Matches(pattern, contentType))
            : _extractors.Length == 0 || FindExtractor(contentType, fileName) is not null;
    }

    /// <summary>Finds the extractor that suits a document best.</summary>
    public IContentExtractor? FindExtractor(string contentType, string fileName) =>
        _extractors
            .Select(extractor => (extractor, score: extractor.Score(contentType, fileName)))
            .Where(candidate => candidate.score > 0)
            .OrderByDescending(candidate => candidate.score)
            .Select(candidate => candidate.extractor)
            .FirstOrDefault();

    private static bool Matches(string pattern, string contentType) =>
        pattern.EndsWith("/*", StringComparison.Ordinal)
            ? contentType.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
            : string.Equals(Canonical(pattern.ToLowerInvariant()), contentType, StringComparison.Ordinal);

    private static string Canonical(string contentType) => contentType switch
    {
        "text/xml" => "application/xml",
        "text/rtf" => "application/rtf",
        "text/x-markdown" => "text/markdown",
        "application/x-pdf" => "application/pdf",
        "application/csv" or "text/x-csv" => "text/csv",
        _ => contentType,
    };
}
