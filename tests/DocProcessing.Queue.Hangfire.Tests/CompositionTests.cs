using DocProcessing.Conformance;
using DocProcessing.Hangfire.Storage;
using DocProcessing.Hangfire.Tickets;
using DocProcessing.Redis;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DocProcessing.Queue.Hangfire.Tests;

/// <summary>How a host chooses the store, and what it is told when the choice does not hold.</summary>
public sealed class CompositionTests(MemoryQueues queues) : IClassFixture<MemoryQueues>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_hosts_own_storage_is_used_as_it_is_and_outlives_the_queue()
    {
        using var storage = new InMemoryStorage();
        var queue = queues.NewHost(
            "own",
            services => services.AddSingleton<JobStorage>(storage).PostConfigure<HangfireQueueOptions>(options => options.Store = HangfireStore.Host)).GetRequiredService<IJobQueue>();
        var handler = new RecordingHandler(TimeProvider.System);

        await queue.EnqueueAsync(new JobTicket(JobId.Create(TimeProvider.System), JobPriority.High, DateTimeOffset.UtcNow), Token);
        Assert.Equal(1, storage.GetMonitoringApi().EnqueuedCount("own-p1-high"));
        await queue.StartWorkersAsync(handler, 1, Token);
        await handler.WaitForAsync(1, Patience, Token);
        await queue.StopWorkersAsync(Token);
    }

    [Fact]
    public async Task A_handler_that_ignores_the_stop_does_not_keep_the_host_from_ending()
    {
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler(TimeProvider.System) { Work = (_, _) => gate.Task };
        var host = Host("Store", "Memory");
        var queue = host.GetRequiredService<IJobQueue>();
        await queue.StartWorkersAsync(handler, 1, Token);
        await queue.EnqueueAsync(new JobTicket(JobId.Create(TimeProvider.System), JobPriority.High, DateTimeOffset.UtcNow), Token);
        await handler.WaitForAsync(1, Patience, Token);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.StopWorkersAsync(patience.Token));

        await Task.Run(async () => await host.DisposeAsync(), Token).WaitAsync(Patience, Token);
        gate.SetResult();
    }

    [Theory]
    [InlineData("Store is empty")]
    [InlineData("Store is Host, but the host has no JobStorage", "Store", "Host")]
    [InlineData("PostgresConnectionString is empty", "Store", "Postgres")]
    [InlineData("PostgresConnectionString is not one", "PostgresConnectionString", "hostname only")]
    [InlineData("RedisConfiguration (REDIS_URL) is empty", "Store", "Redis")]
    [InlineData("RedisConfiguration (REDIS_URL) is not an address", "RedisConfiguration", "redis://")]
    [InlineData("QueueName takes lower-case letters", "Store", "Memory", "QueueName", "Ours")]
    [InlineData("is not a setting", "Store", "Memory", "Stor", "x")]
    public void A_setting_that_does_not_hold_is_told(string told, params string[] settings)
    {
        using var host = Host(settings);

        var failure = Assert.Throws<OptionsValidationException>(() => host.GetRequiredService<IOptions<HangfireQueueOptions>>().Value);

        Assert.Contains(failure.Failures, error => error.Contains(told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(HangfireStore.Postgres, "PostgresConnectionString", "Host=db;Database=jobs")]
    [InlineData(HangfireStore.Redis, "RedisConfiguration", "redis://cache:6379/1")]
    public void The_store_is_told_by_the_connection_that_is_given(HangfireStore store, string setting, string value)
    {
        using var host = Host(setting, value);

        Assert.Equal(store, host.GetRequiredService<IOptions<HangfireQueueOptions>>().Value.Store);
    }

    [Fact]
    public async Task A_host_whose_server_is_away_does_not_start_and_says_why()
    {
        await using var host = Host("PostgresConnectionString", "Host=127.0.0.1;Port=1;Username=nobody;Password=secretword;Timeout=2");
        var startup = Assert.IsAssignableFrom<IHostedLifecycleService>(Assert.Single(host.GetServices<IHostedService>(), service => service is IHostedLifecycleService));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => startup.StartingAsync(Token));

        Assert.Contains("Hangfire's store (Postgres) cannot be used", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secretword", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://cache", "cache:6379", null, null, false)]
    [InlineData("rediss://user:p%40ss@cache:6380/2", "cache:6380", "user", "p@ss", true)]
    [InlineData("cache:6379,password=word", "cache:6379", null, "word", false)]
    public void An_address_of_redis_is_read(string text, string endpoint, string? user, string? password, bool isEncrypted)
    {
        var options = RedisAddress.Parse(text);

        Assert.Equal((endpoint, user, password, isEncrypted), (options.EndPoints.Single().ToString()!.Replace("Unspecified/", "", StringComparison.Ordinal), options.User, options.Password, options.Ssl));
    }

    /// <summary>A ticket that version 0.1 has stored.</summary>
    [Fact]
    public void A_ticket_that_an_older_version_has_stored_is_read()
    {
        var stored = new InvocationData(
            "DocProcessing.Hangfire.Tickets.TicketJob, DocProcessing.Queue.Hangfire",
            "DeliverAsync",
            """["System.String","System.String","System.String"]""",
            """["\"019ab3f2c4d57000a1b2c3d4e5f60718\"","\"High\"","\"2026-01-02T03:04:05.0000000+00:00\""]""",
            "docprocessing-p1-high");

        var (name, ticket) = TicketJob.Read(stored.DeserializeJob());

        Assert.Equal("docprocessing", name);
        Assert.Equal(new JobTicket(JobId.FromTrusted("019ab3f2c4d57000a1b2c3d4e5f60718"), JobPriority.High, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), ticket);
    }

    private static ServiceProvider Host(params string[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Chunk(2).Select(pair => KeyValuePair.Create($"DocProcessing:Hangfire:{pair[0]}", (string?)pair[1]))).Build());
        new Builder(services).UseHangfireQueue();
        return services.BuildServiceProvider();
    }

    private sealed record Builder(IServiceCollection Services) : IDocumentProcessingBuilder;
}
