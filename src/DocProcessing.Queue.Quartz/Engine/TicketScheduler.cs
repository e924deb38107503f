using DocProcessing.Quartz.Tickets;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;

namespace DocProcessing.Quartz.Engine;

/// <summary>The scheduler that holds the tickets: the host's own, or one made from the settings. It takes tickets in before it is started.</summary>
internal sealed class TicketScheduler(
    IOptions<QuartzQueueOptions> options, TicketSlot slot, IServiceProvider services, ILoggerFactory loggers) : IAsyncDisposable, IDisposable
{
    // A node that is dead for this long is found by another, which frees the tickets that it had chosen and not started.
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    // How soon the engine tries again when its store is away.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _opening = new(1);
    private StandaloneSchedulerFactory? _owned;
    private IScheduler? _scheduler;

    public WorkerPool Pool { get; } = new();

    public QuartzStore Store => options.Value.Store!.Value;

    public bool IsOwn => Store != QuartzStore.Host;

    /// <summary>Opens the scheduler at the first call: makes or checks the tables, and stores the jobs that tickets refer to.</summary>
    /// <exception cref="SchedulerException">The store cannot be reached, or its tables are missing or old. The next call tries again.</exception>
    public async ValueTask<IScheduler> OpenAsync(CancellationToken cancellationToken)
    {
        if (_scheduler is { } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _scheduler ??= await MakeAsync(cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _opening.Dispose();
        return _owned?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _opening.Dispose();
        _owned?.Dispose();
    }

    private async ValueTask<IScheduler> MakeAsync(CancellationToken cancellationToken)
    {
        var scheduler = IsOwn ? await MakeOwnAsync(cancellationToken) : await HostsAsync(cancellationToken);
        foreach (var job in TicketTriggers.Jobs(options.Value.SchedulerName))
        {
            await scheduler.AddJob(job, AddJobOptions.Replacing, cancellationToken);
        }

        return scheduler;
    }

    private async ValueTask<IScheduler> HostsAsync(CancellationToken cancellationToken) =>
        services.GetService<IScheduler>() ?? await services.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken);

    private async ValueTask<IScheduler> MakeOwnAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        await PrepareSqliteAsync(settings, cancellationToken);
        var factory = QuartzSchedulerBuilder.Create(builder => Configure(builder, settings)).Build();
        try
        {
            var scheduler = await factory.GetScheduler(cancellationToken);
            _owned = factory;
            return scheduler;
        }
        catch
        {
            await factory.DisposeAsync();
            throw;
        }
    }

    private void Configure(IQuartzBuilder builder, QuartzQueueOptions settings)
    {
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(slot);
        builder.UseThreadPool(Pool).ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = settings.SchedulerName;
            scheduler.GenerateInstanceId = true;
            scheduler.IdleWaitTime = settings.PollInterval;
        });
        if (settings.Store == QuartzStore.Memory)
        {
            builder.UseInMemoryStore();
        }
        else
        {
            builder.UsePersistentStore(store => Configure(store, settings));
        }
    }

    private static void Configure(IPersistentStoreBuilder store, QuartzQueueOptions settings)
    {
        store.ConfigureStore(ado =>
        {
            ado.TablePrefix = settings.TablePrefix;
            ado.StoreJobDataAsStrings = true;
            ado.DbRetryInterval = RetryInterval;

            // A host that has stopped ends, whether or not it disposes its services.
            ado.UseBackgroundThreads = true;
            ado.SchemaProvisioning = settings.CreateTables ? SchemaProvisioning.CreateIfMissing : SchemaProvisioning.Validate;
        });
        store.UseSystemTextJsonSerializer();
        if (settings.Store == QuartzStore.Postgres)
        {
            store.UsePostgres(settings.PostgresConnectionString!);
            store.UseClustering(cluster =>
            {
                cluster.CheckinInterval = CheckInterval;
                cluster.CheckinMisfireThreshold = CheckInterval;
            });
        }
        else
        {
            store.UseSqlite(ConnectionString(settings));
        }
    }

    /// <summary>Sets the file's journal to the mode in which readers and the writer do not wait for each other. The file remembers it.</summary>
    private static async Task PrepareSqliteAsync(QuartzQueueOptions settings, CancellationToken cancellationToken)
    {
        if (settings.Store == QuartzStore.Sqlite)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(settings.SqlitePath!))!);
            await using var connection = new SqliteConnection(ConnectionString(settings));
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL";
            await command.ExecuteScalarAsync(cancellationToken);
        }
    }

    private static string ConnectionString(QuartzQueueOptions settings) => new SqliteConnectionStringBuilder { DataSource = settings.SqlitePath }.ToString();
}
