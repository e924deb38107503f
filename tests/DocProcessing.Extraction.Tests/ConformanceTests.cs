using DocProcessing.Conformance.Extraction;

namespace DocProcessing.Extraction.Tests;

public sealed class PdfConformanceTests : SampleConformance
{
    protected override string File => "report.pdf";
}

public sealed class WordConformanceTests : SampleConformance
{
    protected override string File => "report.docx";
}

public sealed class PowerPointConformanceTests : SampleConformance
{
    protected override string File => "slides.pptx";
}

public sealed class ExcelConformanceTests : SampleConformance
{
    protected override string File => "table.xlsx";
}

public sealed class HtmlConformanceTests : SampleConformance
{
    protected override string File => "page.html";
}

public sealed class MailConformanceTests : SampleConformance
{
    protected override string File => "mail.eml";
}

public sealed class MarkdownConformanceTests : SampleConformance
{
    protected override string File => "notes.md";
}

public sealed class EpubConformanceTests : SampleConformance
{
    protected override string File => "book.epub";
}

public sealed class OpenDocumentConformanceTests : SampleConformance
{
    protected override string File => "letter.odt";
}

public sealed class RtfConformanceTests : SampleConformance
{
    protected override string File => "memo.rtf";
}

public sealed class CsvConformanceTests : SampleConformance
{
    protected override string File => "data.csv";
}

public sealed class JsonConformanceTests : SampleConformance
{
    protected override string File => "data.json";
}

public sealed class XmlConformanceTests : SampleConformance
{
    protected override string File => "data.xml";
}

public sealed class PlainTextConformanceTests : SampleConformance
{
    protected override string File => "latin1.txt";
}

/// <summary>The same promises hold through a child process.</summary>
public sealed class IsolatedConformanceTests : SampleConformance
{
    private readonly IsolatedHost _host = new();

    protected override string File => "report.pdf";

    protected override Task<IContentExtractor> CreateAsync() => Task.FromResult(_host.ExtractorFor(ContentType));

    public override ValueTask DisposeAsync()
    {
        _host.Dispose();
        return base.DisposeAsync();
    }
}

public abstract class SampleConformance : ContentExtractorConformance
{
    protected abstract string File { get; }

    protected override string Sample => Samples.PathOf(File);

    protected override string ContentType => Samples.All.Single(sample => sample.File == File).Type;

    protected override string Phrase => Samples.All.Single(sample => sample.File == File).Phrase;

    protected override Task<IContentExtractor> CreateAsync() => Task.FromResult(Reading.ExtractorFor(ContentType));
}
