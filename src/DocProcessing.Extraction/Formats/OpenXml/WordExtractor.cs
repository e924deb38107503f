using System.Globalization;
using DocProcessing.Extraction.Text;
using DocumentFormat.OpenXml.Packaging;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads Word documents by their headings: body, footnotes, endnotes, comments.</summary>
internal sealed class WordExtractor(ExtractionLimits limits) : OpenXmlExtractor(
    limits,
    "word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    "application/vnd.ms-word.document.macroenabled.12")
{
    protected override async Task ReadAsync(Stream stream, ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        using var package = WordprocessingDocument.Open(stream, isEditable: false);
        var main = package.MainDocumentPart ?? throw new InvalidDataException("The document has no main part.");
        output.Describe(CoreProperties.Read(package, PageCount(package)));
        output.HasOtherContent = main.ImageParts.Any();
        var levels = WordStyles.ReadHeadingLevels(main.StyleDefinitionsPart);
        await output.BeginAsync(SectionKind.Text);
        await ReadPartAsync(main, levels, output);
        await ReadNotesAsync(main.FootnotesPart, levels, output);
        await ReadNotesAsync(main.EndnotesPart, levels, output);
        await ReadNotesAsync(main.WordprocessingCommentsPart, levels, output);
    }

    private static async Task ReadNotesAsync(OpenXmlPart? part, IReadOnlyDictionary<string, int> levels, SectionWriter output)
    {
        if (part is not null)
        {
            await output.BeginAsync(SectionKind.Text);
            await ReadPartAsync(part, levels, output);
        }
    }

    private static async Task ReadPartAsync(OpenXmlPart part, IReadOnlyDictionary<string, int> levels, SectionWriter output)
    {
        await using var content = part.GetStream(FileMode.Open, FileAccess.Read);
        using var reader = SafeXml.ReadPart(content);
        await new WordText(reader, levels, output).ReadAsync();
    }

    private static int? PageCount(WordprocessingDocument package) =>
        int.TryParse(package.ExtendedFilePropertiesPart?.Properties?.Pages?.Text, CultureInfo.InvariantCulture, out var pages) ? pages : null;
}
