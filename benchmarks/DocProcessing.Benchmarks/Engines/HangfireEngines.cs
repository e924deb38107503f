using DocProcessing.Benchmarks.Queue;
using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Redis.StackExchange;
using Hangfire.States;
using EngineJob = Hangfire.Common.Job;

namespace DocProcessing.Benchmarks.Engines;

/// <summary>Hangfire alone, with the same storage settings as under the queue of ours.</summary>
internal static class HangfireEngines
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public static Func<Delivery, Task<IEngine>> Ours(Action<HangfireQueueOptions> configure)
    {
        var name = $"ours-{Guid.NewGuid():n}";
        return delivery => OurQueue.StartAsync(
            builder => builder.UseHangfireQueue(options =>
            {
                configure(options);
                options.QueueName = name;
            }),
            delivery);
    }

    public static Func<Delivery, Task<IEngine>> Bare(Func<JobStorage> open) => delivery => Task.FromResult<IEngine>(new BareHangfire(open(), delivery));

    public static Func<JobStorage> Memory() => () => new InMemoryStorage();

    public static Func<JobStorage> Redis(int port) => () => new RedisStorage($"127.0.0.1:{port}", new RedisStorageOptions { Prefix = "{bare}:", FetchTimeout = Poll });

    public static Func<JobStorage> Postgres(string connection) => () =>
    {
        var options = new PostgreSqlStorageOptions { SchemaName = "bare", QueuePollInterval = Poll, UseSlidingInvisibilityTimeout = true, InvisibilityTimeout = TimeSpan.FromSeconds(30) };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(connection, options), options);
    };

    public sealed class NoOp(Delivery delivery)
    {
        public void Run(string id) => delivery.Count();
    }

    private sealed class BareHangfire : IEngine
    {
        private readonly BackgroundJobServer _server;
        private readonly BackgroundJobClient _client;

        public BareHangfire(JobStorage storage, Delivery delivery)
        {
            var filters = new JobFilterProviderCollection();
            _client = new BackgroundJobClient(storage, filters);
            _server = new BackgroundJobServer(
                new BackgroundJobServerOptions { WorkerCount = EngineComparison.Workers, FilterProvider = filters, Activator = new Activator(delivery), StopTimeout = Poll }, storage);
        }

        public Task EnqueueAsync(int number)
        {
            var id = JobId.Create(TimeProvider.System).Value;
            return Task.Run(() => _client.Create(EngineJob.FromExpression<NoOp>(job => job.Run(id)), new EnqueuedState()));
        }

        public async ValueTask DisposeAsync()
        {
            _server.SendStop();
            await _server.WaitForShutdownAsync(CancellationToken.None);
            _server.Dispose();
        }
    }

    private sealed class Activator(Delivery delivery) : JobActivator
    {
        public override object ActivateJob(Type jobType) => new NoOp(delivery);
    }
}
