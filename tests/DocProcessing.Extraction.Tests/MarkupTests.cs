using System.Text;

namespace DocProcessing.Extraction.Tests;

public sealed class MarkupTests
{
    private const int Deep = 100_000;

    [Fact]
    public async Task A_page_is_read_by_its_headings_without_scripts_and_styles()
    {
        var sink = await Reading.ReadSampleAsync("page.html");

        Assert.Equal(["Tide tables", "Winter hours"], sink.Sections.Select(section => section.Heading));
        Assert.DoesNotContain("hidden", sink.Text, StringComparison.Ordinal);
        Assert.Contains("Closed on Monday.\nOpen on Tuesday.", sink.Text, StringComparison.Ordinal);
        Assert.Contains("  kept\n    spacing", sink.Text, StringComparison.Ordinal);
        Assert.Contains("Port\tDepth\nOstra\t11", sink.Text, StringComparison.Ordinal);
        Assert.Equal(("Tide tables & notices", "en"), (sink.Metadata?.Title, sink.Metadata?.Language));
        Assert.Equal(["Jonas Fale"], sink.Metadata!.Authors);
    }

    [Theory]
    [InlineData("div")]
    [InlineData("b")]
    [InlineData("table><tr><td")]
    public async Task Html_nested_deep_is_read(string tag)
    {
        var html = new StringBuilder().Insert(0, $"<{tag}>", Deep).Append("the deep words");

        Assert.Contains("the deep words", (await Reading.ReadTextAsync(html.ToString(), "text/html")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unclosed_script_hides_the_rest_only()
    {
        var sink = await Reading.ReadTextAsync("<p>seen</p><script>let x = '<p>unseen</p>';", "text/html");

        Assert.Equal("seen", Assert.Single(sink.Sections).Text);
    }

    [Fact]
    public async Task A_page_without_text_is_empty_and_one_with_a_picture_has_no_text()
    {
        Assert.Equal(RejectionReasons.Empty, await Reading.RejectionOfAsync(() => Reading.ReadTextAsync("<html><body> <p></p></body></html>", "text/html")));
        Assert.Equal("no_text", (await Reading.ReadTextAsync("<img src=x>", "text/html")).Warnings.Single().Code);
    }

    [Fact]
    public async Task A_declared_encoding_is_obeyed()
    {
        var html = Encoding.Latin1.GetBytes("<meta charset='iso-8859-2'><p>P\u00f8\u00edli\u00b9</p>");

        Assert.Equal("Příliš", (await Reading.ReadBytesAsync(html, "text/html")).Sections.Single().Text);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("text/markdown")]
    public async Task Too_much_markup_is_rejected(string type)
    {
        var limits = Reading.Limits with { MaxMarkupBytes = 100 };

        Assert.Equal(RejectionReasons.TooComplex, await Reading.RejectionOfAsync(() => Reading.ReadTextAsync(new string('x', 101), type, limits)));
    }

    [Fact]
    public async Task Markdown_stands_under_its_headings()
    {
        var sink = await Reading.ReadSampleAsync("notes.md");

        Assert.Equal([("Notes from the weir", 1), ("Tools", 2), ("A linked heading", 3)], sink.Sections.Select(section => (section.Heading!, section.Level)));
        Assert.Contains("rod\t3", sink.Text, StringComparison.Ordinal);
        Assert.Contains("level = 4.2", sink.Text, StringComparison.Ordinal);
        Assert.Equal(("Notes from the weir", "en"), (sink.Metadata?.Title, sink.Metadata?.Language));
    }

    [Theory]
    [InlineData("> ")]
    [InlineData("[")]
    [InlineData("*a ")]
    [InlineData("- ")]
    public async Task Markdown_nested_deep_is_read_or_too_complex(string opening)
    {
        try
        {
            Assert.NotEmpty((await Reading.ReadTextAsync(new StringBuilder().Insert(0, opening, 20_000).Append('x').ToString(), "text/markdown")).Sections);
        }
        catch (DocumentRejectedException rejection)
        {
            Assert.Equal(RejectionReasons.TooComplex, rejection.Code);
        }
    }

    [Fact]
    public async Task An_email_gives_its_people_and_names_its_attachments()
    {
        var sink = await Reading.ReadSampleAsync("mail.eml");

        Assert.Equal("Tide tables für März", sink.Metadata?.Title);
        Assert.Equal(["Mira Lindqvist"], sink.Metadata!.Authors);
        Assert.Contains("jonas@example.org", sink.Metadata.Custom["to"], StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2024, 3, 5, 9, 30, 0, TimeSpan.FromHours(1)), sink.Metadata.CreatedAt);
        var attachment = Assert.Single(sink.Sections, section => section.Kind == SectionKind.Attachment);
        Assert.Equal(("tides März.pdf", "application/pdf, 380 bytes"), (attachment.Heading, attachment.Text));
    }

    [Fact]
    public async Task An_email_in_html_only_is_read_as_text()
    {
        var sink = await Reading.ReadTextAsync("Subject: s\r\nContent-Type: text/html\r\n\r\n<p>one<p>two<script>no</script>", "message/rfc822");

        Assert.Equal("one\ntwo", sink.Sections[0].Text);
    }

    [Fact]
    public async Task A_book_is_read_in_the_order_of_its_spine()
    {
        var sink = await Reading.ReadSampleAsync("book.epub");

        Assert.Equal(["First chapter", "Second chapter"], sink.Sections.Select(section => section.Heading));
        Assert.Equal(("The Lock Keeper", "en"), (sink.Metadata?.Title, sink.Metadata?.Language));
    }

    [Fact]
    public async Task OpenDocument_text_stands_under_its_headings()
    {
        var sink = await Reading.ReadSampleAsync("letter.odt");

        Assert.Equal([("Brief an die Werft", 1), ("Größe und Maß", 2)], sink.Sections.Select(section => (section.Heading!, section.Level)));
        Assert.Equal(["Änne Groß"], sink.Metadata!.Authors);
    }
}
