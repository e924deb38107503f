using DocProcessing.FileSystem;

namespace DocProcessing.Core.Tests.FileSystem;

public sealed class DiskThreadsTests
{
    private readonly DiskThreads _threads = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_that_waits_for_the_disk_runs_side_by_side_and_off_the_pool()
    {
        const int Count = 8;
        using var together = new Barrier(Count);

        var onPool = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => _threads.RunAsync(() =>
        {
            Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(10), Token));
            return Thread.CurrentThread.IsThreadPoolThread;
        })));

        Assert.DoesNotContain(true, onPool);
    }

    [Fact]
    public async Task More_work_than_threads_is_all_done()
    {
        var done = await Task.WhenAll(Enumerable.Range(0, 500).Select(number => _threads.RunAsync(() =>
        {
            Thread.Sleep(number % 2);
            return number;
        }))).WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal(Enumerable.Range(0, 500), done);
    }

    [Fact]
    public async Task An_error_is_its_callers_and_the_next_work_runs()
    {
        await Assert.ThrowsAsync<IOException>(() => _threads.RunAsync<int>(() => throw new IOException("The disk is gone.")));

        Assert.Equal(1, await _threads.RunAsync(() => 1));
    }
}
