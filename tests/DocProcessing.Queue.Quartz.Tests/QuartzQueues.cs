using DocProcessing.Conformance;
using DocProcessing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DocProcessing.Queue.Quartz.Tests;

public abstract class QuartzQueues : EngineQueues<QuartzQueueOptions>
{
    protected override void Use(IDocumentProcessingBuilder builder, Action<QuartzQueueOptions> configure) => builder.UseQuartzQueue(configure);

    protected override void Name(QuartzQueueOptions options, string name) => options.SchedulerName = name;
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
