using DocProcessing.EndToEnd.Hosting;
using DocProcessing.EndToEnd.Queues;
using DocProcessing.Testing;

namespace DocProcessing.EndToEnd.Nodes;

/// <summary>One host for web and one for work, which hear of each other by Redis and share all else.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    public const int UploadsPerMinute = 6;

    private readonly DataDirectory _data = new();
    private EngineStore? _store;
    private Service? _redis;
    private HostProcess? _web;
    private HostProcess? _worker;

    public Service Redis => _redis!;

    internal HostProcess Web => _web!;

    internal HostProcess Worker => _worker!;

    public async ValueTask InitializeAsync()
    {
        _store = await EngineStore.StartAsync("Quartz.NET and state on PostgreSQL");
        _redis = await Service.StartAsync("redis");
        _web = await HostProcess.StartAsync(Settings("Web"), CancellationToken.None, _data);
        _worker = await HostProcess.StartAsync(Settings("Worker"), CancellationToken.None, _data);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { _worker, _web, _redis, _store })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }

        _data.Dispose();
    }

    /// <summary>Starts again what a test has killed.</summary>
    public async Task RestoreAsync()
    {
        await Redis.StopAsync();
        await Redis.StartAsync();
        if (!await Worker.IsReadyAsync(CancellationToken.None))
        {
            await Worker.StartAsync(CancellationToken.None);
        }
    }

    /// <summary>Makes settings under which neither a heartbeat nor a renewal can stand in for a message on the bus.</summary>
    internal HostSettings Settings(string role) => _store!.SettingsFor(role)
        .With("REDIS_URL", $"redis://127.0.0.1:{Redis.Port}")
        .With("WEBSOCKET_HEARTBEAT_INTERVAL", "3600")
        .With("DocProcessing:Jobs:LeaseDuration", "00:00:30")
        .With("DocProcessing:Uploads:PartSizeBytes", "4194304")
        .With("RATE_LIMIT_UPLOADS_PER_MINUTE", $"{UploadsPerMinute}");
}
