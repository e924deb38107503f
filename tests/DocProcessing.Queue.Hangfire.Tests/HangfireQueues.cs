using DocProcessing.Conformance;
using DocProcessing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DocProcessing.Queue.Hangfire.Tests;

public abstract class HangfireQueues : EngineQueues<HangfireQueueOptions>
{
    protected override void Use(IDocumentProcessingBuilder builder, Action<HangfireQueueOptions> configure) => builder.UseHangfireQueue(configure);

    protected override void Name(HangfireQueueOptions options, string name) => (options.QueueName, options.PollInterval) = (name, TimeSpan.FromMilliseconds(200));
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
