using DocProcessing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DocProcessing.Queue.Hangfire.Tests;

/// <summary>Makes queues as a host does, each with a name of its own.</summary>
public abstract class HangfireQueues : IAsyncLifetime
{
    private readonly List<ServiceProvider> _hosts = [];

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>Makes a host's services with the queue among them.</summary>
    /// <param name="name">The queue's name; hosts of one name share the work.</param>
    /// <param name="more">Adds services of the host's own.</param>
    public ServiceProvider NewHost(string? name = null, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        more?.Invoke(services);
        new Builder(services).UseHangfireQueue(options =>
        {
            Configure(options);
            options.QueueName = name ?? NewName();
            options.PollInterval = TimeSpan.FromMilliseconds(200);
        });
        var host = services.BuildServiceProvider();
        lock (_hosts)
        {
            _hosts.Add(host);
        }

        return host;
    }

    public IJobQueue NewQueue() => NewHost().GetRequiredService<IJobQueue>();

    public static string NewName() => $"test-{Guid.NewGuid():n}";

    protected abstract void Configure(HangfireQueueOptions options);

    private sealed record Builder(IServiceCollection Services) : IDocumentProcessingBuilder;
}

public sealed class MemoryQueues : HangfireQueues
{
    protected override void Configure(HangfireQueueOptions options) => options.Store = HangfireStore.Memory;
}

public sealed class PostgresQueues : HangfireQueues
{
    private Service? _postgres;

    public Service Postgres => _postgres!;

    public override async ValueTask InitializeAsync() => _postgres = await Service.StartAsync("postgres");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    protected override void Configure(HangfireQueueOptions options)
    {
        options.Store = HangfireStore.Postgres;
        options.PostgresConnectionString = $"Host=127.0.0.1;Port={Postgres.Port};Username=postgres;Password=postgres;Database=postgres";
    }
}

public sealed class RedisQueues : HangfireQueues
{
    private Service? _redis;

    public Service Redis => _redis!;

    public override async ValueTask InitializeAsync() => _redis = await Service.StartAsync("redis");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    protected override void Configure(HangfireQueueOptions options)
    {
        options.Store = HangfireStore.Redis;
        options.RedisConfiguration = $"redis://127.0.0.1:{Redis.Port}";
    }
}
