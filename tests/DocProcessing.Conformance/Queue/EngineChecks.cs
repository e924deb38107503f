using System.Globalization;
using DocProcessing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DocProcessing.Conformance;

/// <summary>What every queue over an engine promises beyond the slot.</summary>
public static class EngineChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Enqueues in one process and waits in another.</summary>
    /// <param name="what">The store, as it is told with the figure.</param>
    /// <param name="producer">The queue of a process without workers.</param>
    /// <param name="worker">The queue of another on the same store.</param>
    /// <param name="pollInterval">How often the worker looks.</param>
    public static async Task PicksUpTicketsOfAnotherProcessAsync(string what, IJobQueue producer, IJobQueue worker, TimeSpan pollInterval)
    {
        var handler = new RecordingHandler(TimeProvider.System);
        await worker.StartWorkersAsync(handler, 1, Token);
        var waits = new List<double>();
        for (var number = 0; number < 10; number++)
        {
            var enqueued = TimeProvider.System.GetTimestamp();
            await producer.EnqueueAsync(new JobTicket(JobId.Create(TimeProvider.System), JobPriority.Normal, DateTimeOffset.UtcNow.AddSeconds(-1)), Token);
            await handler.WaitForAsync(1, Patience, Token);
            waits.Add(TimeProvider.System.GetElapsedTime(enqueued).TotalMilliseconds);
        }

        await worker.StopWorkersAsync(Token);
        waits.Sort();
        Figures.Print(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: a ticket of another process is picked up after {waits[waits.Count / 2]:0} ms (median), {waits[^1]:0} ms at most; poll interval {pollInterval.TotalMilliseconds:0} ms"));

        // A bound that no load of a test machine reaches, and a queue that never looks does.
        Assert.True(waits[waits.Count / 2] < 3000, $"The median is {waits[waits.Count / 2]} ms.");
    }

    /// <summary>Ends a host whose handler goes on for ever.</summary>
    /// <param name="host">A host whose queue keeps its tickets in memory.</param>
    public static async Task EndsAlthoughAHandlerIgnoresTheStopAsync(ServiceProvider host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler(TimeProvider.System) { Work = (_, _) => gate.Task };
        var queue = host.GetRequiredService<IJobQueue>();
        await queue.StartWorkersAsync(handler, 1, Token);
        await queue.EnqueueAsync(new JobTicket(JobId.Create(TimeProvider.System), JobPriority.High, DateTimeOffset.UtcNow), Token);
        await handler.WaitForAsync(1, Patience, Token);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.StopWorkersAsync(patience.Token));

        await Task.Run(async () => await host.DisposeAsync(), Token).WaitAsync(Patience, Token);
        gate.SetResult();
    }
}
