using System.Collections.Concurrent;

namespace DocProcessing.Page.Tests.Support;

/// <summary>Stands between the page and the network: lets some chunks pass and holds the rest, so that an upload has a middle; and tells which parts were taken.</summary>
internal sealed class ChunkGate
{
    private readonly ConcurrentQueue<int> _accepted = [];
    private readonly TaskCompletionSource _shut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _free;
    private int _sent;
    private int _answered;

    private ChunkGate(int free) => _free = free;

    /// <summary>Gets the numbers of the parts that the host took, in that order.</summary>
    public IReadOnlyList<int> Accepted => [.. _accepted];

    /// <summary>Gets the moment when all that may pass is answered and something waits.</summary>
    public Task Shut => _shut.Task.WaitAsync(TimeSpan.FromMilliseconds(PageTest.Patience));

    public static async Task<ChunkGate> PutAsync(IPage page, int free)
    {
        var gate = new ChunkGate(free);
        await page.RouteAsync("**/upload/chunk*", gate.HandleAsync);
        return gate;
    }

    public void Open() => _opened.TrySetResult();

    private async Task HandleAsync(IRoute route)
    {
        if (Interlocked.Increment(ref _sent) > _free)
        {
            Tell();
            await _opened.Task;
        }

        try
        {
            await route.ContinueAsync();
            if (await route.Request.ResponseAsync() is { Ok: true } response && await response.JsonAsync() is { } json)
            {
                _accepted.Enqueue(json.GetProperty("part_number").GetInt32());
            }
        }
        catch (PlaywrightException)
        {
            // The page has given the request up meanwhile: it was reloaded, or the upload was cancelled.
        }

        Interlocked.Increment(ref _answered);
        Tell();
    }

    private void Tell()
    {
        if (Volatile.Read(ref _sent) > _free && Volatile.Read(ref _answered) >= _free)
        {
            _shut.TrySetResult();
        }
    }
}
