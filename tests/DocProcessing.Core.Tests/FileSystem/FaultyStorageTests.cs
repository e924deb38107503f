using DocProcessing.Conformance;

namespace DocProcessing.Core.Tests.FileSystem;

/// <summary>The fault decorator does what a test plans, and nothing else.</summary>
public sealed class FaultyStorageTests : IDisposable
{
    private static readonly ObjectKey Key = ObjectKey.Parse("object", null);

    private readonly TemporaryRoot _root = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task The_planned_call_fails_and_the_others_do_not()
    {
        var storage = new FaultyStorage(_root.Open(), call => call is { Operation: StorageOperation.Put, Number: 2 }
            ? new StorageFault.Fail(new StorageUnavailableException("Planned."))
            : null);

        await storage.PutAsync(Key, new MemoryStream([1]), null, Token);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.PutAsync(Key, new MemoryStream([2]), null, Token));

        Assert.Equal(1, (await storage.StatAsync(Key, Token))!.Length);
        Assert.Equal((2, 1), (storage.CallsOf(StorageOperation.Put), storage.CallsOf(StorageOperation.Stat)));
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_work_done()
    {
        var storage = new FaultyStorage(_root.Open(), call => call.Operation == StorageOperation.Put
            ? new StorageFault.LoseAnswer(new StorageUnavailableException("Planned."))
            : null);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.PutAsync(Key, new MemoryStream([1]), null, Token));

        Assert.NotNull(await storage.StatAsync(Key, Token));
    }

    [Fact]
    public async Task A_cut_part_is_not_accepted_and_goes_when_it_is_sent_again()
    {
        var storage = new FaultyStorage(_root.Open(), call => call is { Operation: StorageOperation.WritePart, Number: 1 }
            ? new StorageFault.Cut(AfterBytes: 3, new IOException("Planned."))
            : null);
        var upload = await storage.InitiateMultipartAsync(Key, 10, 10, null, Token);
        await using (var cut = await storage.OpenPartAsync(upload, 1, null, Token))
        {
            await Assert.ThrowsAsync<IOException>(async () => await cut.WriteAsync(new byte[10], Token));
        }

        await using var writer = await storage.OpenPartAsync(upload, 1, null, Token);
        await writer.WriteAsync(new byte[10], Token);
        var part = await writer.CommitAsync(new Checksum(ChecksumAlgorithm.Md5, new string('0', 32)), Token);

        Assert.Equal(10, (await storage.CompleteMultipartAsync(upload, [part], Token)).Length);
    }
}
