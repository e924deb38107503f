using DocProcessing.Benchmarks.Queue;
using Microsoft.Data.Sqlite;
using Quartz;

namespace DocProcessing.Benchmarks.Engines;

/// <summary>Quartz.NET alone, with the same store settings as under the queue of ours.</summary>
internal static class QuartzEngines
{
    public static Func<Delivery, Task<IEngine>> Ours(Action<QuartzQueueOptions> configure)
    {
        var name = $"ours-{Guid.NewGuid():n}";
        return delivery => OurQueue.StartAsync(
            builder => builder.UseQuartzQueue(options =>
            {
                configure(options);
                options.SchedulerName = name;
            }),
            delivery);
    }

    public static Func<Delivery, Task<IEngine>> Bare(Action<QuartzQueueOptions> configure) => async delivery =>
    {
        var options = new QuartzQueueOptions();
        configure(options);
        if (options.SqlitePath is { } path)
        {
            await using var file = new SqliteConnection($"Data Source={path}");
            await file.OpenAsync();
            await using var command = file.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL";
            await command.ExecuteScalarAsync();
        }

        var factory = QuartzSchedulerBuilder.Create(builder => Configure(builder, options, delivery)).Build();
        var scheduler = await factory.GetScheduler();
        await scheduler.AddJob(JobBuilder.Create<NoOp>().WithIdentity("no-op").StoreDurably().Build(), AddJobOptions.Replacing);
        await scheduler.Start();
        return new BareQuartz(factory, scheduler);
    };

    private static void Configure(IQuartzBuilder builder, QuartzQueueOptions options, Delivery delivery)
    {
        builder.Services.AddSingleton(delivery);
        builder.UseDefaultThreadPool(EngineComparison.Workers).ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = "bare";
            scheduler.GenerateInstanceId = true;
            scheduler.IdleWaitTime = options.PollInterval;
        });
        if (options.Store == QuartzStore.Memory)
        {
            builder.UseInMemoryStore();
            return;
        }

        builder.UsePersistentStore(store =>
        {
            store.UseSystemTextJsonSerializer();
            store.ProvisionSchema();
            if (options.SqlitePath is { } path)
            {
                store.UseSqlite($"Data Source={path}");
            }
            else
            {
                store.UsePostgres(options.PostgresConnectionString!);
                store.UseClustering();
            }
        });
    }

    public sealed class NoOp(Delivery delivery) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            delivery.Count();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class BareQuartz(StandaloneSchedulerFactory factory, IScheduler scheduler) : IEngine
    {
        public async Task EnqueueAsync(int number) => await scheduler.ScheduleJob(
            TriggerBuilder.Create().WithIdentity(JobId.Create(TimeProvider.System).Value).ForJob("no-op").StartNow().Build());

        public async ValueTask DisposeAsync()
        {
            await scheduler.Shutdown(waitForJobsToComplete: true);
            await factory.DisposeAsync();
        }
    }
}
