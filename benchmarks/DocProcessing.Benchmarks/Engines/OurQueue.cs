using DocProcessing.Benchmarks.Queue;

namespace DocProcessing.Benchmarks.Engines;

/// <summary>A queue of ours, as a host composes it.</summary>
internal sealed class OurQueue : IEngine
{
    private readonly ServiceProvider _host;
    private readonly IJobQueue _queue;

    private OurQueue(ServiceProvider host) => (_host, _queue) = (host, host.GetRequiredService<IJobQueue>());

    public static async Task<IEngine> StartAsync(Action<IDocumentProcessingBuilder> compose, Delivery delivery)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        compose(new Builder(services));
        var engine = new OurQueue(services.BuildServiceProvider());
        await engine._queue.StartWorkersAsync(delivery, EngineComparison.Workers, CancellationToken.None);
        return engine;
    }

    public Task EnqueueAsync(int number) => _queue.EnqueueAsync(
        new JobTicket(JobId.Create(TimeProvider.System), (JobPriority)(number % 4), DateTimeOffset.UtcNow), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _queue.StopWorkersAsync(CancellationToken.None);
        await _host.DisposeAsync();
    }

    private sealed record Builder(IServiceCollection Services) : IDocumentProcessingBuilder;
}
