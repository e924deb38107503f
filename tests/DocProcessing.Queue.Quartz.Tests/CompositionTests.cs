using DocProcessing.Conformance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Quartz;

namespace DocProcessing.Queue.Quartz.Tests;

/// <summary>How a host chooses the store, and what it is told when the choice does not hold.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CompositionTests(PostgresQueues queues)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_hosts_own_scheduler_is_used_as_it_is()
    {
        await using var host = Host(services => services.AddQuartz(quartz => quartz.UseInMemoryStore()), "Store", "Host");
        var scheduler = await host.GetRequiredService<ISchedulerFactory>().GetScheduler(Token);
        var queue = host.GetRequiredService<IJobQueue>();
        var handler = new RecordingHandler(TimeProvider.System);
        var ticket = new JobTicket(JobId.Create(TimeProvider.System), JobPriority.High, DateTimeOffset.UtcNow);

        await queue.EnqueueAsync(ticket, Token);
        Assert.True(await scheduler.Exists(new TriggerKey(ticket.JobId.Value, "docprocessing"), Token));
        await queue.StartWorkersAsync(handler, 1, Token);
        Assert.Equal(SchedulerStatus.Created, scheduler.Status);
        await scheduler.Start(Token);
        await handler.WaitForAsync(1, Patience, Token);
        await queue.StopWorkersAsync(Token);
        Assert.Equal(SchedulerStatus.Running, scheduler.Status);
        await scheduler.Shutdown(true, Token);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_transaction_is_a_stop_and_no_error()
    {
        await using var engine = Host(services => services.AddQuartz(quartz => quartz.UseInMemoryStore()), "Store", "Host");
        var scheduler = CancelledStore.Over(await engine.GetRequiredService<ISchedulerFactory>().GetScheduler(Token));
        await using var host = Host(services => services.AddSingleton(scheduler), "Store", "Host", "PollInterval", "00:00:01");
        var queue = host.GetRequiredService<IJobQueue>();
        await queue.StartWorkersAsync(new RecordingHandler(TimeProvider.System), 1, Token);
        await ((CancelledStore)scheduler).Asked.WaitAsync(Patience, Token);

        Assert.Null(await Record.ExceptionAsync(() => queue.StopWorkersAsync(Token).WaitAsync(Patience, Token)));
    }

    [Fact]
    public Task A_handler_that_ignores_the_stop_does_not_keep_the_host_from_ending() =>
        EngineChecks.EndsAlthoughAHandlerIgnoresTheStopAsync(Host(null, "Store", "Memory"));

    [Theory]
    [InlineData("Store is empty")]
    [InlineData("Store is Host, but the host has no scheduler", "Store", "Host")]
    [InlineData("PostgresConnectionString is empty", "Store", "Postgres")]
    [InlineData("PostgresConnectionString is not one", "PostgresConnectionString", "hostname only")]
    [InlineData("SqlitePath is empty", "Store", "Sqlite")]
    [InlineData("TablePrefix takes letters", "Store", "Memory", "TablePrefix", "a;b")]
    [InlineData("is not a setting", "Store", "Memory", "Stor", "x")]
    public void A_setting_that_does_not_hold_is_told(string told, params string[] settings)
    {
        using var host = Host(null, settings);

        var failure = Assert.Throws<OptionsValidationException>(() => host.GetRequiredService<IOptions<QuartzQueueOptions>>().Value);

        Assert.Contains(failure.Failures, error => error.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_whose_server_is_away_does_not_start_and_says_why()
    {
        await using var host = Host(null, "PostgresConnectionString", "Host=127.0.0.1;Port=1;Username=nobody;Password=secretword;Timeout=2");

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StartingAsync(host));

        Assert.Contains("Quartz.NET's store (Postgres) cannot be used", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secretword", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_tables_that_may_not_be_made_are_told_at_start()
    {
        await using var host = queues.NewHost(configure: options => (options.CreateTables, options.TablePrefix) = (false, "ABSENT_"));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StartingAsync(host));

        Assert.Contains("ABSENT_", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static Task StartingAsync(ServiceProvider host) =>
        Assert.IsAssignableFrom<IHostedLifecycleService>(Assert.Single(host.GetServices<IHostedService>(), service => service is IHostedLifecycleService)).StartingAsync(Token);

    private static ServiceProvider Host(Action<IServiceCollection>? more, params string[] settings)
    {
        var builder = new BareBuilder();
        more?.Invoke(builder.Services);
        builder.Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Chunk(2).Select(pair => KeyValuePair.Create($"DocProcessing:Quartz:{pair[0]}", (string?)pair[1]))).Build());
        builder.UseQuartzQueue();
        return builder.Services.BuildServiceProvider();
    }
}
