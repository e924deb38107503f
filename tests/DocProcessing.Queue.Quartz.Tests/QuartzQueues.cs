using DocProcessing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DocProcessing.Queue.Quartz.Tests;

/// <summary>Makes queues as a host does, each with a name of its own.</summary>
public abstract class QuartzQueues : IAsyncLifetime
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
    /// <param name="name">The scheduler's name; hosts of one name share the work.</param>
    /// <param name="more">Adds services of the host's own.</param>
    /// <param name="configure">Sets options that a test wants different.</param>
    public ServiceProvider NewHost(string? name = null, Action<IServiceCollection>? more = null, Action<QuartzQueueOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        more?.Invoke(services);
        new Builder(services).UseQuartzQueue(options =>
        {
            Configure(options);
            options.SchedulerName = name ?? NewName();
            configure?.Invoke(options);
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

    protected abstract void Configure(QuartzQueueOptions options);

    private sealed record Builder(IServiceCollection Services) : IDocumentProcessingBuilder;
}

public sealed class MemoryQueues : QuartzQueues
{
    protected override void Configure(QuartzQueueOptions options) => options.Store = QuartzStore.Memory;
}

public sealed class SqliteQueues : QuartzQueues
{
    private readonly string _root = Directory.CreateTempSubdirectory("docprocessing-quartz-").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_root, recursive: true);
    }

    protected override void Configure(QuartzQueueOptions options)
    {
        options.Store = QuartzStore.Sqlite;
        options.SqlitePath = Path.Combine(_root, $"{Guid.NewGuid():n}.db");
    }
}

public sealed class PostgresQueues : QuartzQueues
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

    protected override void Configure(QuartzQueueOptions options)
    {
        options.Store = QuartzStore.Postgres;
        options.PostgresConnectionString = $"Host=127.0.0.1;Port={Postgres.Port};Username=postgres;Password=postgres;Database=postgres";
    }
}
