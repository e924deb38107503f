using DocProcessing.Conformance.Extraction;
using DocProcessing.Extraction.Formats;

namespace DocProcessing.Extraction.Tests;

/// <summary>Reads documents with the built-in extractors, in process.</summary>
internal static class Reading
{
    public static ExtractionLimits Limits { get; } = ExtractionLimits.Of(new ExtractionOptions());

    public static IContentExtractor ExtractorFor(string type, ExtractionLimits? limits = null) =>
        FormatCatalog.Complex(limits ?? Limits).Concat(FormatCatalog.Streamed(limits ?? Limits)).MaxBy(extractor => extractor.Score(type, "x"))!;

    public static ExtractionRequest Request(string path, string type, ProcessingOptions? options = null) =>
        new(path, new FileInfo(path).Length, type, Path.GetFileName(path), options ?? new ProcessingOptions());

    public static async Task<CollectingSink> ReadAsync(string path, string type, ProcessingOptions? options = null, ExtractionLimits? limits = null)
    {
        var sink = new CollectingSink();
        await ExtractorFor(type, limits).ExtractAsync(Request(path, type, options), sink, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        return sink;
    }

    public static Task<CollectingSink> ReadSampleAsync(string file, ProcessingOptions? options = null, ExtractionLimits? limits = null) =>
        ReadAsync(Samples.PathOf(file), TypeOf(file), options, limits);

    public static async Task<CollectingSink> ReadBytesAsync(byte[] content, string type, ExtractionLimits? limits = null)
    {
        using var file = new TemporaryFile(content);
        return await ReadAsync(file.Path, type, limits: limits);
    }

    public static Task<CollectingSink> ReadTextAsync(string content, string type, ExtractionLimits? limits = null) =>
        ReadBytesAsync(System.Text.Encoding.UTF8.GetBytes(content), type, limits);

    public static async Task<string> RejectionOfAsync(Func<Task> read) => (await Assert.ThrowsAsync<DocumentRejectedException>(read)).Code;

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".pdf" => Samples.Pdf,
        ".docx" => Samples.Docx,
        ".odt" => Samples.Odt,
        _ => Samples.All.Single(sample => sample.File == file).Type,
    };
}
