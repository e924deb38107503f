namespace DocProcessing.Extraction.Tests;

public sealed class SampleTests
{
    public static TheoryData<string> Files => new(Samples.All.Select(sample => sample.File));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_sample_holds_its_phrase(string file)
    {
        var sink = await Reading.ReadSampleAsync(file);

        Assert.Contains(Samples.All.Single(sample => sample.File == file).Phrase, sink.Text, StringComparison.Ordinal);
        Assert.Empty(sink.Warnings);
    }

    [Theory]
    [InlineData("encrypted.pdf", RejectionReasons.Encrypted)]
    [InlineData("encrypted.docx", RejectionReasons.Encrypted)]
    [InlineData("encrypted.odt", RejectionReasons.Encrypted)]
    [InlineData("empty.docx", RejectionReasons.Empty)]
    [InlineData("bomb.docx", RejectionReasons.ArchiveBomb)]
    public async Task A_document_nobody_can_read_is_rejected_with_its_reason(string file, string reason) =>
        Assert.Equal(reason, await Reading.RejectionOfAsync(() => Reading.ReadSampleAsync(file)));

    [Theory]
    [InlineData("scanned.pdf")]
    [InlineData("picture.docx")]
    public async Task Pictures_of_text_are_a_warning(string file)
    {
        var sink = await Reading.ReadSampleAsync(file);

        Assert.Empty(sink.Sections);
        Assert.Equal("no_text", Assert.Single(sink.Warnings).Code);
    }

    [Fact]
    public async Task A_document_that_only_forbids_changes_is_read()
    {
        var sink = await Reading.ReadSampleAsync("restricted.pdf");

        Assert.Contains("the heron counts its tides", sink.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_off_pdf_is_rejected_or_gives_fewer_pages()
    {
        try
        {
            Assert.InRange((await Reading.ReadSampleAsync("damaged.pdf")).Sections.Count, 0, 29);
        }
        catch (DocumentRejectedException rejection)
        {
            Assert.Equal(RejectionReasons.Damaged, rejection.Code);
        }
    }
}
