using System.Diagnostics;
using DocProcessing.Testing;

namespace DocProcessing.S3.Tests;

/// <summary>Connections that break and a store that goes away: calls are repeated, bounded, and told apart from refusals.</summary>
public sealed class OutageTests(S3Server server) : S3Test(server), IAsyncDisposable
{
    private readonly FaultProxy _proxy = new(server.Running.Port);

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_that_is_cut_within_a_part_is_made_good_by_another_try()
    {
        var storage = Proxied();
        var content = RandomBytes(PartSize);
        var upload = await storage.InitiateMultipartAsync(Key("object"), content.Length, PartSize, null, Stop);
        var cuts = 0;
        _proxy.Plan = _ => Interlocked.Increment(ref cuts) <= 2 ? new ConnectionFault(CutAfterSent: PartSize / 2) : ConnectionFault.None;
        await _proxy.CutAllAsync();

        var part = await SendAsync(storage, upload, 1, content);

        Assert.True(cuts > 2, "No connection was cut.");
        await storage.CompleteMultipartAsync(upload, [part], Stop);
        Assert.Equal(content, await ReadAsync(storage, Key("object")));
    }

    [Fact]
    public async Task A_download_that_breaks_off_goes_on_where_it_stopped()
    {
        var content = RandomBytes(3 << 20);
        await Storage().PutAsync(Key("object"), new MemoryStream(content), null, Stop);
        var connection = 0;
        _proxy.Plan = _ => Interlocked.Increment(ref connection) <= 3 ? new ConnectionFault(CutAfterReceived: 700_000) : ConnectionFault.None;

        var read = await ReadAsync(Proxied(), Key("object"));

        Assert.Equal(content, read);
        Assert.Equal(4, connection);
    }

    [Fact]
    public async Task A_download_that_breaks_off_is_not_finished_with_other_content()
    {
        await Storage().PutAsync(Key("object"), new MemoryStream(RandomBytes(3 << 20)), null, Stop);
        _proxy.Plan = connection => connection == 1 ? new ConnectionFault(CutAfterReceived: 700_000) : ConnectionFault.None;
        await using var stream = await Proxied().OpenReadAsync(Key("object"), null, Stop);
        await stream.ReadExactlyAsync(new byte[100_000], Stop);

        await Storage().PutAsync(Key("object"), new MemoryStream(RandomBytes(3 << 20)), null, Stop);

        await Assert.ThrowsAsync<StorageException>(() => stream.CopyToAsync(Stream.Null, Stop));
    }

    [Fact]
    public async Task A_store_that_is_away_is_told_with_a_time_to_wait_then_left_alone_and_found_again()
    {
        var storage = Storage(options => (options.Endpoint, options.MaxRetries, options.BreakDuration) = ($"http://127.0.0.1:{_proxy.Port}", 1, TimeSpan.FromSeconds(1)));
        await storage.PutAsync(Key("object"), new MemoryStream([1]), null, Stop);
        _proxy.Plan = _ => new ConnectionFault(CutAfterSent: 0);
        await _proxy.CutAllAsync();

        for (var call = 0; call < 6; call++)
        {
            var told = await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.StatAsync(Key("object"), Stop));
            Assert.True(told.RetryAfter >= TimeSpan.FromSeconds(1));
        }

        var before = _proxy.Connections;
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.StatAsync(Key("object"), Stop));
        Assert.Equal(before, _proxy.Connections);

        _proxy.Plan = _ => ConnectionFault.None;
        var patience = Stopwatch.StartNew();
        while (await Record.ExceptionAsync(() => storage.StatAsync(Key("object"), Stop)) is StorageUnavailableException && patience.Elapsed < TimeSpan.FromSeconds(20))
        {
            await Task.Delay(50, Stop);
        }

        Assert.Equal([1], await ReadAsync(storage, Key("object")));
    }

    [Fact]
    public async Task Callers_that_go_away_say_nothing_of_the_store()
    {
        var storage = Storage(options => options.MaxRetries = 1);
        for (var call = 0; call < 40; call++)
        {
            using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(call % 4));
            await Record.ExceptionAsync(() => storage.PutAsync(Key("object"), new MemoryStream(new byte[200_000]), null, gone.Token));
        }

        Assert.NotNull(await storage.PutAsync(Key("object"), new MemoryStream([1]), null, Stop));
    }

    [Fact]
    public async Task What_has_no_room_in_memory_waits_and_is_told_when_there_is_none_in_time()
    {
        var storage = Storage(options => (options.MaxBufferedBytes, options.BufferTimeout) = (16L << 20, TimeSpan.FromMilliseconds(300)));
        var upload = await storage.InitiateMultipartAsync(Key("object"), 10L * PartSize, PartSize, null, Stop);
        var first = await storage.OpenPartAsync(upload, 1, null, Stop);
        await using var second = await storage.OpenPartAsync(upload, 2, null, Stop);
        await using var third = await storage.OpenPartAsync(upload, 3, null, Stop);

        var told = await Assert.ThrowsAsync<StorageUnavailableException>(async () => await storage.OpenPartAsync(upload, 4, null, Stop));
        Assert.NotNull(told.RetryAfter);
        await first.DisposeAsync();
        await using var fourth = await storage.OpenPartAsync(upload, 4, null, Stop);
        await storage.AbortMultipartAsync(upload.Key, upload.Id, Stop);
    }

    private IDocumentStorage Proxied() => Storage(options => options.Endpoint = $"http://127.0.0.1:{_proxy.Port}");
}
