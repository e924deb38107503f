using System.Globalization;
using DocProcessing.Benchmarks.Queue;
using DocProcessing.Testing;

namespace DocProcessing.Benchmarks.Engines;

/// <summary>Jobs that do nothing through each engine: bare, and with the queue of ours over it. Both in turn, on the same server, in one run.</summary>
internal static class EngineComparison
{
    public const int Workers = 4;
    private const int Rounds = 3;

    public static async Task RunAsync()
    {
        await using var postgres = await Service.StartAsync("postgres");
        await using var redis = await Service.StartAsync("redis");
        var sqlite = Directory.CreateTempSubdirectory("docprocessing-engines-");
        var connection = $"Host=127.0.0.1;Port={postgres.Port};Username=postgres;Password=postgres;Database=postgres";

        Console.WriteLine($"| engine | bare, jobs/s | with the queue over it, jobs/s | time, as a ratio to bare |\n|---|---|---|---|");
        await CompareAsync("Hangfire in memory", 3000, HangfireEngines.Bare(HangfireEngines.Memory()), HangfireEngines.Ours(options => options.Store = HangfireStore.Memory));
        await CompareAsync(
            "Hangfire on Redis", 1000, HangfireEngines.Bare(HangfireEngines.Redis(redis.Port)), HangfireEngines.Ours(options => options.RedisConfiguration = $"127.0.0.1:{redis.Port}"));
        await CompareAsync(
            "Hangfire on PostgreSQL", 400, HangfireEngines.Bare(HangfireEngines.Postgres(connection)), HangfireEngines.Ours(options => options.PostgresConnectionString = connection));
        await CompareAsync("Quartz.NET in memory", 3000, QuartzEngines.Bare(options => options.Store = QuartzStore.Memory), QuartzEngines.Ours(options => options.Store = QuartzStore.Memory));
        await CompareAsync(
            "Quartz.NET on SQLite",
            400,
            QuartzEngines.Bare(options => options.SqlitePath = Path.Combine(sqlite.FullName, "bare.db")),
            QuartzEngines.Ours(options => options.SqlitePath = Path.Combine(sqlite.FullName, "ours.db")));
        await CompareAsync(
            "Quartz.NET clustered on PostgreSQL",
            400,
            QuartzEngines.Bare(options => options.PostgresConnectionString = connection),
            QuartzEngines.Ours(options => options.PostgresConnectionString = connection));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        sqlite.Delete(recursive: true);
    }

    private static async Task CompareAsync(string name, int jobs, Func<Delivery, Task<IEngine>> bare, Func<Delivery, Task<IEngine>> ours)
    {
        var (bareTimes, oursTimes) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (bareTime, oursTime) = (await TimeAsync(jobs, bare), await TimeAsync(jobs, ours));

            // The first round warms up.
            if (round > 0)
            {
                bareTimes.Add(bareTime);
                oursTimes.Add(oursTime);
            }
        }

        var (bareMedian, oursMedian) = (bareTimes.Order().ElementAt(Rounds / 2), oursTimes.Order().ElementAt(Rounds / 2));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {jobs / bareMedian.TotalSeconds:0} | {jobs / oursMedian.TotalSeconds:0} | {oursMedian / bareMedian:0.00} |"));
    }

    /// <summary>Times from the first enqueue to the last delivery, with the workers running.</summary>
    private static async Task<TimeSpan> TimeAsync(int jobs, Func<Delivery, Task<IEngine>> start)
    {
        using var delivery = new Delivery(jobs);
        await using var engine = await start(delivery);
        var all = delivery.Begin();
        var started = TimeProvider.System.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, jobs), new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (number, _) => await engine.EnqueueAsync(number));
        await all;
        return TimeProvider.System.GetElapsedTime(started);
    }
}

/// <summary>An engine with its workers running.</summary>
internal interface IEngine : IAsyncDisposable
{
    Task EnqueueAsync(int number);
}
