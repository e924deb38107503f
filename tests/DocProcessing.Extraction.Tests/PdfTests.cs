namespace DocProcessing.Extraction.Tests;

public sealed class PdfTests
{
    [Fact]
    public async Task Each_page_is_a_section_under_the_outlines_heading()
    {
        var sink = await Reading.ReadSampleAsync("report.pdf");

        Assert.Equal(Enumerable.Range(1, 30).Select(page => (int?)page), sink.Sections.Select(section => section.Page));
        Assert.All(sink.Sections, section => Assert.Equal(SectionKind.Page, section.Kind));
        Assert.Equal("Chapter 7: region 7", sink.Sections[6].Heading);
        Assert.Equal(1, sink.Sections[6].Level);
        Assert.Contains("the heron counts its tides", sink.Sections[6].Text, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 30).Select(page => ((long)page, 30L, "page")), sink.Reports);
    }

    [Fact]
    public async Task It_says_what_the_document_says_of_itself()
    {
        var metadata = (await Reading.ReadSampleAsync("report.pdf")).Metadata!;

        Assert.Equal("The Harbour Report", metadata.Title);
        Assert.Equal(["Mira Lindqvist"], metadata.Authors);
        Assert.Equal("en", metadata.Language);
        Assert.Equal(30, metadata.PageCount);
        Assert.Equal(2026, metadata.CreatedAt?.Year);
    }

    [Fact]
    public async Task It_stops_after_as_many_pages_as_asked_for()
    {
        var sink = await Reading.ReadSampleAsync("report.pdf", new ProcessingOptions { MaxPages = 3 });

        Assert.Equal(3, sink.Sections.Count);
        Assert.Equal("pages_omitted", Assert.Single(sink.Warnings).Code);
        Assert.Equal(30, sink.Metadata?.PageCount);
    }

    [Theory]
    [InlineData("D:20240305093000+01'00'", "2024-03-05T09:30:00+01:00")]
    [InlineData("D:20240305093000Z'", "2024-03-05T09:30:00+00:00")]
    [InlineData("D:2024", "2024-01-01T00:00:00+00:00")]
    [InlineData("20240305", "2024-03-05T00:00:00+00:00")]
    public void Dates_are_read_in_all_variants(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), Formats.PdfDate.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("yesterday")]
    [InlineData("D:20249999")]
    public void What_is_no_date_is_none(string? text) => Assert.Null(Formats.PdfDate.Parse(text));
}
