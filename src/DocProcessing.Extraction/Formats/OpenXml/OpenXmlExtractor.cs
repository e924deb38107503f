using DocProcessing.Extraction.Archives;
using DocumentFormat.OpenXml.Packaging;

namespace DocProcessing.Extraction.Formats;

/// <summary>What Word, PowerPoint and Excel documents share: the package around them.</summary>
internal abstract class OpenXmlExtractor(ExtractionLimits limits, string name, params IReadOnlyList<string> contentTypes) : FormatExtractor(limits, name, contentTypes)
{
    private static ReadOnlySpan<byte> CompoundFile => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    protected override async Task ReadAsync(ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        await using var stream = document.OpenRead();
        RefuseEncrypted(stream);
        LimitedArchive.Check(stream, Limits);
        await ReadAsync(stream, document, output, cancellationToken);
    }

    protected abstract Task ReadAsync(Stream stream, ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken);

    protected static void WarnOmitted(int? maxPages, int total, SectionWriter output)
    {
        if (maxPages < total)
        {
            output.Warn("pages_omitted", $"Only the first {maxPages} of {total} pages were read, as asked.");
        }
    }

    // An Office document with a password is a compound file, with the real package encrypted inside.
    private static void RefuseEncrypted(Stream stream)
    {
        Span<byte> start = stackalloc byte[CompoundFile.Length];
        var count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (start[..count].SequenceEqual(CompoundFile))
        {
            throw new DocumentRejectedException(RejectionReasons.Encrypted, "The document needs a password.");
        }
    }
}
