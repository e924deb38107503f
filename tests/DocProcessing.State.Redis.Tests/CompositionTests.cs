using DocProcessing.Conformance;
using DocProcessing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.Redis.Tests;

public sealed class CompositionTests(RedisServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("REDIS_URL", "redis://127.0.0.1:{0}/0")]
    [InlineData("DocProcessing:Redis:Configuration", "127.0.0.1:{0},connectTimeout=3000")]
    public async Task A_host_with_an_address_starts_and_its_probe_answers(string setting, string address)
    {
        using var host = Build(new() { [setting] = string.Format(null, address, server.Service.Port), ["DocProcessing:Redis:KeyPrefix"] = RedisServer.NewPrefix() });

        await host.StartAsync(Stop);

        Assert.IsType<RedisProgressBus>(host.Services.GetRequiredService<IProgressBus>());
        Assert.IsType<RedisRateCounters>(host.Services.GetRequiredService<IRateCounters>());
        var probe = Assert.Single(host.Services.GetServices<IHealthProbe>());
        Assert.Equal(("bus", "Redis"), (probe.Component, await probe.ProbeAsync(Stop)));
        await host.StopAsync(Stop);
    }

    [Theory]
    [InlineData("Configuration (REDIS_URL) is empty, and the host has no IConnectionMultiplexer")]
    [InlineData("Configuration (REDIS_URL) is not an address", "REDIS_URL", "redis://:secretword@/0")]
    [InlineData("Configuration (REDIS_URL) is not an address", "REDIS_URL", "redis://:secretword@host/many")]
    [InlineData("KeyPrefix holds one part in braces", "DocProcessing:Redis:KeyPrefix", "docs:")]
    [InlineData("is not a setting", "DocProcessing:Redis:Host", "x")]
    public async Task A_setting_that_does_not_hold_is_told_at_start(string told, params string[] settings)
    {
        using var host = Build(settings.Chunk(2).ToDictionary(pair => pair[0], pair => (string?)pair[1]));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop));

        Assert.Contains(failure.Failures, error => error.Contains(told, StringComparison.Ordinal));
        Assert.DoesNotContain("secretword", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_whose_Redis_is_away_starts_works_and_logs_no_password()
    {
        var log = new List<string>();
        using var host = Build(new() { ["REDIS_URL"] = $"redis://user:secretword@127.0.0.1:{Service.FreePort()}" }, log);
        await host.StartAsync(Stop);
        var told = new List<BusMessage>();
        var message = new CancelMessage(JobId.Create(TimeProvider.System));
        using var subscription = host.Services.GetRequiredService<IProgressBus>().Subscribe(told.Add);

        await host.Services.GetRequiredService<IProgressBus>().PublishAsync(message, Stop);
        Assert.Equal([message], told);
        Assert.Null(await host.Services.GetRequiredService<IRateCounters>().TryTakeAsync("a", 1, TimeSpan.FromHours(1), Stop));
        Assert.NotNull(await host.Services.GetRequiredService<IRateCounters>().TryTakeAsync("a", 1, TimeSpan.FromHours(1), Stop));
        var failure = await Assert.ThrowsAsync<StateUnavailableException>(() => host.Services.GetServices<IHealthProbe>().Single().ProbeAsync(Stop));

        Assert.DoesNotContain("secretword", failure.ToString(), StringComparison.Ordinal);
        await host.StopAsync(Stop);
        lock (log)
        {
            Assert.Contains(log, line => line.Contains("counted by this node alone", StringComparison.Ordinal));
            Assert.DoesNotContain(log, line => line.Contains("secretword", StringComparison.Ordinal));
        }
    }

    private static IHost Build(Dictionary<string, string?> settings, List<string>? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        if (log is not null)
        {
            builder.Logging.AddProvider(new ListedLog(log));
        }

        new Builder(builder.Services).UseRedisProgressBus().UseRedisRateLimits();
        return builder.Build();
    }

    private sealed record Builder(IServiceCollection Services) : IDocumentProcessingBuilder;
}
