using DocProcessing.Core.Tests.Engine;
using static DocProcessing.Core.Tests.Engine.TestEngine;

namespace DocProcessing.Core.Tests.Documents;

public sealed class ReadAuditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task A_download_is_recorded_once_however_many_ranges_it_takes(int? offset, int entries)
    {
        await using var engine = new TestEngine();
        var job = await engine.RunAsync((await engine.SubmitAsync("Some words.")).Id);

        await using var content = await engine.Documents.OpenContentAsync(Alice, job.DocumentId, offset is { } start ? new ByteRange(start, 4) : null, Token);

        var read = (await engine.Get<IAuditTrail>().ListAsync(new AuditQuery(), Token)).Where(entry => entry.Action == "document.read");
        Assert.Equal(entries, read.Count());
    }
}
