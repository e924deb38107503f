using DocProcessing.Conformance;
using DocProcessing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.Redis.Tests;

/// <summary>What a host makes of servers that may lose something, each a real one with these settings.</summary>
public sealed class DurabilityTests
{
    private const string Forbidden = "--rename-command CONFIG \"\"";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--appendonly no", "forgets everything when it ends: appendonly is no and save is empty")]
    [InlineData("--appendonly no --save 60 1", "snapshots at most")]
    [InlineData("--maxmemory 100mb --maxmemory-policy allkeys-lru", "maxmemory-policy is allkeys-lru")]
    [InlineData("--maxmemory-policy allkeys-random --appendfsync always", "maxmemory-policy is allkeys-random")]
    [InlineData("--appendonly no " + Forbidden, "snapshots at most")]
    [InlineData("--maxmemory-policy allkeys-lfu " + Forbidden, "maxmemory-policy is allkeys-lfu")]
    public async Task A_host_starts_on_a_server_that_loses_state_only_when_that_is_accepted(string settings, string told)
    {
        await using var server = await StartServerAsync(settings);

        var log = new List<string>();
        using (var careful = Build(server, log))
        {
            var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => careful.StartAsync(Stop));
            Assert.Contains(told, failure.Message, StringComparison.Ordinal);
            Assert.Contains("set DocProcessing:Redis:AcceptDataLoss to true", failure.Message, StringComparison.Ordinal);
        }

        log.Clear();
        using var careless = Build(server, log, acceptDataLoss: true);
        await careless.StartAsync(Stop);
        Assert.Contains(told, Assert.Single(log, IsOfLoss), StringComparison.Ordinal);
        await careless.StopAsync(Stop);
    }

    [Theory]
    [InlineData("--appendfsync everysec", "up to 2 seconds of what was acknowledged")]
    [InlineData("--appendfsync no", "half a minute of what was acknowledged")]
    [InlineData("--appendfsync always " + Forbidden, "cannot be told, since it forbids CONFIG GET")]
    public async Task A_host_says_once_what_a_crash_of_the_servers_machine_takes_back(string settings, string told)
    {
        await using var server = await StartServerAsync(settings);
        var log = new List<string>();
        using var host = Build(server, log);

        await host.StartAsync(Stop);

        Assert.Contains(told, Assert.Single(log, IsOfLoss), StringComparison.Ordinal);
        await host.StopAsync(Stop);
    }

    [Theory]
    [InlineData("--appendfsync always")]
    [InlineData("--appendfsync always --maxmemory 100mb --maxmemory-policy volatile-lru")]
    public async Task Of_a_server_that_loses_nothing_nothing_is_said(string settings)
    {
        await using var server = await StartServerAsync(settings);
        var log = new List<string>();
        using var host = Build(server, log);

        await host.StartAsync(Stop);

        Assert.DoesNotContain(log, IsOfLoss);
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task A_user_who_may_ask_nothing_is_told_that_it_cannot_be_told()
    {
        await using var server = await StartServerAsync("--appendfsync always --user plain on '>secretword' '~*' '&*' +@all -config -info");
        var log = new List<string>();
        using var host = Build(server, log, user: "plain:secretword@");

        await host.StartAsync(Stop);

        var told = Assert.Single(log, IsOfLoss);
        Assert.Contains("Whether it writes to disk cannot be told", told, StringComparison.Ordinal);
        Assert.Contains("Whether it evicts records when its memory is full cannot be told", told, StringComparison.Ordinal);
        Assert.DoesNotContain(log, line => line.Contains("secretword", StringComparison.Ordinal));
        await host.StopAsync(Stop);
    }

    private static bool IsOfLoss(string line) => line.Contains("What Redis may lose", StringComparison.Ordinal);

    private static Task<Service> StartServerAsync(string settings) =>
        Service.StartAsync("redis", new Dictionary<string, string> { ["REDIS_OPTIONS"] = settings });

    private static IHost Build(Service server, List<string> log, bool acceptDataLoss = false, string user = "")
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["REDIS_URL"] = $"redis://{user}127.0.0.1:{server.Port}",
            ["DocProcessing:Redis:AcceptDataLoss"] = acceptDataLoss ? "true" : null,
        });
        builder.Logging.AddProvider(new ListedLog(log));
        new Builder(builder.Services).UseRedisState();
        return builder.Build();
    }

    private sealed record Builder(IServiceCollection Services) : IDocumentProcessingBuilder;
}
