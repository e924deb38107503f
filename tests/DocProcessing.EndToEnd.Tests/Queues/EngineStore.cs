using DocProcessing.EndToEnd.Hosting;
using DocProcessing.Testing;

namespace DocProcessing.EndToEnd.Queues;

/// <summary>A job engine on a store of its own that several processes share.</summary>
internal sealed class EngineStore : IAsyncDisposable
{
    private readonly Func<HostSettings, Service, HostSettings> _apply;

    private EngineStore(Service service, Func<HostSettings, Service, HostSettings> apply) => (Service, _apply) = (service, apply);

    public Service Service { get; }

    /// <summary>Starts the store that a name stands for.</summary>
    public static async Task<EngineStore> StartAsync(string name) => name switch
    {
        "Hangfire on PostgreSQL" => new(await Service.StartAsync("postgres"), (settings, service) => settings
            .With("TASK_QUEUE_BACKEND", "hangfire")
            .With("DocProcessing:Hangfire:PostgresConnectionString", Postgres(service))),
        "Hangfire on Redis" => new(await Service.StartAsync("redis"), (settings, service) => settings
            .With("TASK_QUEUE_BACKEND", "hangfire")
            .With("REDIS_URL", $"redis://127.0.0.1:{service.Port}")),
        "Quartz.NET on PostgreSQL" => new(await Service.StartAsync("postgres"), (settings, service) => settings
            .With("TASK_QUEUE_BACKEND", "quartz")
            .With("DocProcessing:Quartz:PostgresConnectionString", Postgres(service))),
        "Quartz.NET and state on PostgreSQL" => new(await Service.StartAsync("postgres"), (settings, service) => settings
            .With("TASK_QUEUE_BACKEND", "quartz")
            .With("DocProcessing:Quartz:PostgresConnectionString", Postgres(service))
            .With("DocProcessing:Postgres:ConnectionString", Postgres(service))),
        _ => throw new ArgumentException($"No store is named {name}.", nameof(name)),
    };

    /// <summary>Makes settings of one of several hosts.</summary>
    public HostSettings SettingsFor(string role) => _apply(
        HostSettings.ForTests()
            .With("DocProcessing:Jobs:Role", role)

            // Another host is starting while this one works: what it writes is not abandoned.
            .With("DocProcessing:FileSystem:AbandonedTempAfter", "00:01:00"),
        Service);

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    private static string Postgres(Service service) => $"Host=127.0.0.1;Port={service.Port};Username=postgres;Password=postgres;Database=postgres";
}
