using AngleSharp.Text;
using DocProcessing.Extraction.Archives;
using DocProcessing.Extraction.Text;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads e-books chapter by chapter, in the order of their spine.</summary>
internal sealed class EpubExtractor(ExtractionLimits limits) : FormatExtractor(limits, "epub", "application/epub+zip")
{
    protected override async Task ReadAsync(ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        await using var stream = document.OpenRead();
        using var archive = new LimitedArchive(stream, Limits);
        var package = EpubPackage.Read(archive);
        output.Describe(package.Metadata);
        for (var index = 0; index < package.Chapters.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await ReadChapterAsync(archive, package.Chapters[index], output);
            output.Report(index + 1, package.Chapters.Count, "chapter");
        }
    }

    private async Task ReadChapterAsync(LimitedArchive archive, string name, SectionWriter output)
    {
        await using var part = archive.Open(name);
        if (part is null)
        {
            output.Warn("part_missing", "A chapter that the book lists is not in it.");
            return;
        }

        using var source = new TextSource(MarkupFile.Read(part, Limits, HtmlCharset.Declared));
        await output.BeginAsync(SectionKind.Text);
        await new HtmlText(output).ReadAsync(source);
    }
}
