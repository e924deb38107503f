using DocProcessing.Redis;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Redis.StackExchange;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace DocProcessing.Hangfire.Storage;

/// <summary>The storage that the tickets lie in: the host's own, or one made from the settings. Never the static one.</summary>
internal sealed class TicketStorage(IOptions<HangfireQueueOptions> options, IServiceProvider services) : IDisposable
{
    // The worker renews its hold on a ticket five times within this, so only those of a dead worker come back.
    private static readonly TimeSpan HoldOfWorker = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private IDisposable? _owned;
    private JobStorage? _storage;

    public HangfireStore Store => options.Value.Store!.Value;

    /// <summary>Opens the storage at the first call. On PostgreSQL that makes or upgrades the tables.</summary>
    /// <exception cref="Exception">The server cannot be reached or refuses; the next call tries again.</exception>
    public JobStorage Open()
    {
        lock (_gate)
        {
            return _storage ??= Make(options.Value);
        }
    }

    public void Dispose() => _owned?.Dispose();

    private JobStorage Make(HangfireQueueOptions settings) => settings.Store switch
    {
        HangfireStore.Memory => OpenMemory(),
        HangfireStore.Postgres => OpenPostgres(settings),
        HangfireStore.Redis => OpenRedis(settings),
        _ => (JobStorage?)services.GetService(typeof(JobStorage)) ?? throw new InvalidOperationException("The host has no JobStorage: call AddHangfire."),
    };

    private InMemoryStorage OpenMemory()
    {
        var storage = new InMemoryStorage();
        _owned = storage;
        return storage;
    }

    private static PostgreSqlStorage OpenPostgres(HangfireQueueOptions settings)
    {
        var postgres = new PostgreSqlStorageOptions
        {
            SchemaName = settings.PostgresSchema,
            AllowUnsafeValues = true,
            QueuePollInterval = settings.PollInterval,
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = HoldOfWorker,

            // A lock is held for one change of a job, or one look for delayed ones. A process that is killed meanwhile leaves it behind, by default for ten minutes.
            DistributedLockTimeout = HoldOfWorker,

            // A host that cannot start says so at once.
            StartupConnectionMaxRetries = 0,
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(settings.PostgresConnectionString, postgres), postgres);
    }

    private RedisStorage OpenRedis(HangfireQueueOptions settings)
    {
        var address = RedisAddress.Parse(settings.RedisConfiguration!);
        var connection = ConnectionMultiplexer.Connect(address);
        _owned = connection;
        return new RedisStorage(connection, new RedisStorageOptions
        {
            Prefix = settings.RedisPrefix,
            Db = address.DefaultDatabase ?? 0,

            // A worker that misses the message of a new job (one that comes while it falls asleep) sleeps this long: three minutes unless it is told.
            FetchTimeout = settings.PollInterval,
        });
    }
}
