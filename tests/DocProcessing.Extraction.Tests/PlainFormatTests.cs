using System.Text;

namespace DocProcessing.Extraction.Tests;

public sealed class PlainFormatTests
{
    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/csv")]
    [InlineData("text/markdown")]
    [InlineData("text/html")]
    public async Task Nothing_but_space_is_empty(string type) =>
        Assert.Equal(RejectionReasons.Empty, await Reading.RejectionOfAsync(() => Reading.ReadTextAsync(" \r\n\t \n", type)));

    [Fact]
    public async Task Text_is_cleaned_of_what_stores_cannot_hold()
    {
        var sink = await Reading.ReadTextAsync("one\r\ntwo\rthree\0\u0007\fend 🜂", "text/plain");

        Assert.Equal("one\ntwo\nthree\nend 🜂", sink.Sections.Single().Text);
    }

    [Fact]
    public async Task A_long_text_is_divided_at_lines_and_nothing_is_lost()
    {
        var lines = Enumerable.Range(0, 20_000).Select(number => $"line {number} 🜂 ends").ToArray();

        var sink = await Reading.ReadTextAsync(string.Join("\r\n", lines), "text/plain");

        Assert.True(sink.Sections.Count > 5);
        Assert.All(sink.Sections, section => Assert.InRange(section.Text.Length, 1, DocumentSection.MaxTextLength));
        Assert.Equal(lines, sink.Sections.SelectMany(section => section.Text.Split('\n')));
    }

    [Fact]
    public async Task Text_without_any_space_is_divided_between_characters()
    {
        var sink = await Reading.ReadTextAsync("x" + new StringBuilder().Insert(0, "🜂", 100_000), "text/plain");

        Assert.Equal(200_001, sink.Sections.Sum(section => section.Text.Length));
        Assert.DoesNotContain('\ufffd', sink.Text);
    }

    [Fact]
    public async Task Text_beyond_the_limit_is_cut_with_a_warning()
    {
        var sink = await Reading.ReadTextAsync(new string('x', 200_000), "text/plain", Reading.Limits with { MaxTextCharacters = 150_000 });

        Assert.Equal(150_000, sink.Sections.Sum(section => section.Text.Length));
        Assert.Equal("text_truncated", Assert.Single(sink.Warnings).Code);
    }

    [Fact]
    public async Task An_encoding_is_found_even_when_the_text_begins_as_plain_ascii()
    {
        var bytes = Encoding.Latin1.GetBytes(new string('a', 300_000).Replace("aaaaaaaaaa", "plain text\n", StringComparison.Ordinal) + "Größe, Straße, Brücke, Möwe und Fluß");

        Assert.Contains("Größe, Straße, Brücke", (await Reading.ReadBytesAsync(bytes, "text/plain")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Utf8_is_found_when_a_character_crosses_a_block()
    {
        var text = "x" + new StringBuilder().Insert(0, "漢字", 100_000);

        Assert.Equal(text, string.Concat((await Reading.ReadTextAsync(text, "text/plain")).Sections.Select(section => section.Text)));
    }

    [Fact]
    public async Task Utf16_without_a_mark_is_found() =>
        Assert.Equal("plain words", (await Reading.ReadBytesAsync(Encoding.Unicode.GetBytes("plain words"), "text/plain")).Sections.Single().Text);

    [Theory]
    [InlineData("a;b\n1;2\n", "a\tb\n1\t2")]
    [InlineData("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n", "a\tb\nx, y\tsay \"hi\"")]
    [InlineData("a|b\n1|2\n", "a\tb\n1\t2")]
    [InlineData("a\tb\n1\t\n", "a\tb\n1")]
    [InlineData("a,b\n\"never closed,1\n2", "a\tb\nnever closed,1 2")]
    public async Task Csv_becomes_rows(string csv, string expected) =>
        Assert.Equal(expected, (await Reading.ReadTextAsync(csv, "text/csv")).Sections.Single().Text);

    [Fact]
    public async Task Json_becomes_names_and_values()
    {
        var sink = await Reading.ReadTextAsync("\ufeff{ \"a\": { \"b\": [1, true, null, \"text\"] } }\n{\"c\": 2.50}", "application/json");

        Assert.Equal("a: b: 1\ntrue\ntext\nc: 2.50", sink.Sections.Single().Text.Replace("\nb:", " b:", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_nested_deep_is_read()
    {
        var json = new string('[', 100_000) + "\"the deep words\"" + new string(']', 100_000);

        Assert.Equal("the deep words", (await Reading.ReadTextAsync(json, "application/json")).Sections.Single().Text);
    }

    [Fact]
    public async Task Json_with_a_value_longer_than_any_block_is_read()
    {
        var sink = await Reading.ReadTextAsync($"{{\"a\":\"{new string('x', 500_000)}\"}}", "application/json");

        Assert.Equal(500_000, sink.Text.Count(character => character == 'x'));
    }

    [Fact]
    public async Task Json_in_utf16_is_read() =>
        Assert.Equal("a: 潮汐", (await Reading.ReadBytesAsync([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{\"a\":\"潮汐\"}")], "application/json")).Sections.Single().Text);

    [Fact]
    public async Task Xml_nested_deep_is_read()
    {
        var xml = new StringBuilder().Insert(0, "<a>", 100_000).Append("the deep words").Insert(300_014, "</a>", 100_000);

        Assert.Equal("the deep words", (await Reading.ReadTextAsync(xml.ToString(), "application/xml")).Sections.Single().Text);
    }

    [Fact]
    public async Task Xml_in_a_declared_code_page_is_read()
    {
        var xml = CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes("<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>прилив</a>");

        Assert.Equal("прилив", (await Reading.ReadBytesAsync(xml, "application/xml")).Sections.Single().Text);
    }

    [Fact]
    public async Task Xml_that_names_other_files_is_refused_and_reads_none()
    {
        var rejection = await Assert.ThrowsAsync<DocumentRejectedException>(() => Reading.ReadAsync(Samples.PathOf("xxe.xml"), "application/xml"));

        Assert.Equal(RejectionReasons.Damaged, rejection.Code);
        Assert.Contains("DOCTYPE", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rtf_follows_code_pages_unicode_and_destinations()
    {
        const string Rtf = @"{\rtf1\ansi\ansicpg1250{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}{\info{\title T\'ed}{\author A}}{\*\unknown hidden}"
            + @"\'e8 \f1\'ef\f0  {\uc2\u28526??\u27728 ??} {\pict ffd8ff}{\field{\*\fldinst HYPERLINK ""x""}{\fldrslt shown}}\par next\tab\{x\}\~y}";

        var sink = await Reading.ReadTextAsync(Rtf, "application/rtf");

        Assert.Equal("č п 潮汐 shown\nnext\t{x} y", sink.Sections.Single().Text);
        Assert.Equal("Tí", sink.Metadata?.Title);
    }

    [Fact]
    public async Task Rtf_nested_deep_is_read_or_too_complex()
    {
        Assert.Equal(RejectionReasons.TooComplex, await Reading.RejectionOfAsync(() => Reading.ReadTextAsync(new string('{', 200_000), "application/rtf")));
    }
}
