namespace DocProcessing.Benchmarks.Tests;

public sealed class ExtractionTests
{
    [Fact]
    public async Task Both_kinds_of_document_are_read_by_the_stage_and_by_the_bare_parser()
    {
        var (table, results) = await MeasurementRun.StartAsync("extraction", "--pages", "3", "--rows", "20", "--rounds", "1");

        var documents = results.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["PDF", "Excel"], documents.Select(document => document.GetProperty("Name").GetString()));
        Assert.Contains("| PDF, 3 pages |", table, StringComparison.Ordinal);
        Assert.All(documents, document =>
        {
            Assert.True(document.GetProperty("BareSeconds").GetDouble() > 0);
            Assert.True(document.GetProperty("StageSeconds").GetDouble() > 0);
        });
    }
}
