using DocProcessing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DocProcessing.Redis.Tests;

public sealed class StateCompositionTests(RedisServer server) : IAsyncDisposable
{
    private readonly TestState _nodes = new(server.Service.Port);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public async Task A_host_with_an_address_starts_and_its_probe_answers()
    {
        using var host = Build(server.Address);

        await host.StartAsync(Stop);

        var probe = Assert.Single(host.Services.GetServices<IHealthProbe>(), probe => probe.Component == "state");
        Assert.StartsWith("Redis ", await probe.ProbeAsync(Stop), StringComparison.Ordinal);
        Assert.Same(host.Services.GetRequiredService<IJobStore>(), host.Services.GetRequiredService<IUploadSessionStore>());
        Assert.IsAssignableFrom<IAuditedSessionStore>(host.Services.GetRequiredService<IUploadSessionStore>());
        Assert.Null(host.Services.GetService<IDocumentIndex>());
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task A_host_whose_server_is_not_there_does_not_start_and_says_why_without_the_password()
    {
        using var host = Build($"redis://alice:secretword@127.0.0.1:{Service.FreePort()}");

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop));

        Assert.Contains("The state on Redis cannot be used: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secretword", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_of_a_newer_version_is_told_as_a_setting_that_does_not_hold()
    {
        await (await _nodes.LookAsync()).StringSetAsync($"{_nodes.Root}:version", "99");
        using var host = Build(server.Address);

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop));

        Assert.Contains("has version 99", failure.Message, StringComparison.Ordinal);
    }

    private IHost Build(string address)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DocProcessing:Redis:Configuration"] = address,
            ["DocProcessing:Redis:KeyPrefix"] = _nodes.Prefix,
        });
        new Builder(builder.Services).UseRedisState();
        return builder.Build();
    }

    private sealed record Builder(IServiceCollection Services) : IDocumentProcessingBuilder;
}
