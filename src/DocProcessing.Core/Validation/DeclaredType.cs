namespace DocProcessing.Validation;

/// <summary>Compares what was declared with what was found.</summary>
internal static class DeclaredType
{
    private static readonly Dictionary<string, string> BinaryTypesByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".pdf"] = "application/pdf",
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".odt"] = "application/vnd.oasis.opendocument.text",
        [".ods"] = "application/vnd.oasis.opendocument.spreadsheet",
        [".odp"] = "application/vnd.oasis.opendocument.presentation",
        [".epub"] = "application/epub+zip",
        [".rtf"] = "application/rtf",
    };

    /// <summary>Finds what the client promises: the declared type, or what the name says when none was declared.</summary>
    public static string? Of(Job job) =>
        job.ContentType != ContentTypes.Unknown
            ? job.ContentType
            : BinaryTypesByExtension.GetValueOrDefault(Path.GetExtension(job.FileName)) ?? TextSniffer.TypeByExtension(job.FileName);

    /// <summary>Tells whether a document of the found type may pass for the declared one.</summary>
    public static bool Fits(string? declared, string found) =>
        declared is null || declared == found || (TextSniffer.IsText(declared) && TextSniffer.IsText(found));
}
