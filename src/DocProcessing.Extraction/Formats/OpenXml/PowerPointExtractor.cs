using DocProcessing.Extraction.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Presentation;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads PowerPoint slides in the order they are shown, each with its notes. Hidden slides too.</summary>
internal sealed class PowerPointExtractor(ExtractionLimits limits) : OpenXmlExtractor(
    limits,
    "powerpoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
    "application/vnd.ms-powerpoint.presentation.macroenabled.12")
{
    protected override async Task ReadAsync(Stream stream, ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        using var package = PresentationDocument.Open(stream, isEditable: false);
        var main = package.PresentationPart ?? throw new InvalidDataException("The document has no presentation part.");
        List<string> slides = [.. main.Presentation?.SlideIdList?.Elements<SlideId>().Select(slide => slide.RelationshipId?.Value).OfType<string>() ?? []];
        output.Describe(CoreProperties.Read(package, slides.Count));
        output.HasOtherContent = slides.Count > 0;
        var count = Math.Min(slides.Count, document.Options.MaxPages ?? int.MaxValue);
        WarnOmitted(count, slides.Count, output);
        for (var index = 0; index < count; index++)
        {
            if (main.TryGetPartById(slides[index], out var part) && part is SlidePart slide)
            {
                await WriteSlideAsync(slide, index + 1, output);
            }

            output.Report(index + 1, count, "slide");
        }
    }

    private static async Task WriteSlideAsync(SlidePart slide, int number, SectionWriter output)
    {
        var title = await ReadAsync(slide, new SlideText());
        await output.BeginAsync(SectionKind.Slide, title.Title, 1, number);
        output.AppendLine(title.Body);
        foreach (var diagram in slide.DiagramDataParts)
        {
            output.AppendLine((await ReadAsync(diagram, new SlideText())).Body);
        }

        if (slide.NotesSlidePart is { } notes && (await ReadAsync(notes, new SlideText())).Body is { Length: > 0 } text)
        {
            output.EndParagraph();
            output.AppendLine(text);
        }

        await output.EndAsync();
    }

    private static async Task<SlideText> ReadAsync(OpenXmlPart part, SlideText text)
    {
        await using var stream = part.GetStream(FileMode.Open, FileAccess.Read);
        using var reader = SafeXml.ReadPart(stream);
        text.Read(reader);
        return text;
    }
}
