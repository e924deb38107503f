using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DocProcessing.Sqlite.Tests;

public sealed class CompositionTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_host_with_a_path_starts_and_its_probes_answer()
    {
        using var host = Build(new() { ["DocProcessing:Sqlite:DatabasePath"] = Path.Combine(_database.DirectoryPath, "new", "state.db") });

        await host.StartAsync(Stop);

        var probes = host.Services.GetServices<IHealthProbe>().ToList();
        Assert.Equal(["index", "state"], probes.Select(probe => probe.Component).Order());
        foreach (var probe in probes)
        {
            Assert.StartsWith("SQLite", await probe.ProbeAsync(Stop), StringComparison.Ordinal);
        }

        Assert.Same(host.Services.GetRequiredService<IJobStore>(), host.Services.GetRequiredService<IUploadSessionStore>());
        Assert.Equal(0, await host.Services.GetRequiredService<IDocumentIndex>().CountAsync(Stop));
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task The_index_alone_leaves_the_state_to_another()
    {
        using var host = Build(builder => builder.UseSqliteIndex(index => index.DatabasePath = Path.Combine(_database.DirectoryPath, "index.db")), []);

        await host.StartAsync(Stop);

        Assert.Equal("index", Assert.Single(host.Services.GetServices<IHealthProbe>()).Component);
        Assert.Null(host.Services.GetService<IJobStore>());
        Assert.Equal(0, await host.Services.GetRequiredService<IDocumentIndex>().CountAsync(Stop));
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task A_host_without_a_path_does_not_start_and_says_what_to_set()
    {
        using var host = Build([]);

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop));

        Assert.Contains("DocProcessing:Sqlite:DatabasePath", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_whose_database_cannot_be_used_does_not_start()
    {
        Directory.CreateDirectory(_database.FilePath);
        using var host = Build([], options => options.DatabasePath = _database.FilePath);

        await Assert.ThrowsAsync<StateUnavailableException>(() => host.StartAsync(Stop));
    }

    [Fact]
    public async Task A_probe_fails_when_the_database_cannot_be_used()
    {
        Directory.CreateDirectory(_database.FilePath);
        using var host = Build([], options => options.DatabasePath = _database.FilePath);

        foreach (var probe in host.Services.GetServices<IHealthProbe>())
        {
            await Assert.ThrowsAsync<StateUnavailableException>(() => probe.ProbeAsync(Stop));
        }
    }

    [Fact]
    public async Task After_a_clean_end_one_file_is_left()
    {
        using (var host = Build([], options => options.DatabasePath = _database.FilePath))
        {
            await host.StartAsync(Stop);
            await host.Services.GetRequiredService<IAuditTrail>().AppendAsync(
                new AuditEntry { Actor = "alice", Action = "action", Subject = "subject", Owner = "alice" }, Stop);
            Assert.Single(await host.Services.GetRequiredService<IAuditTrail>().ListAsync(new AuditQuery(), Stop));
            await host.StopAsync(Stop);
        }

        Assert.Equal([_database.FilePath], Directory.GetFiles(_database.DirectoryPath));
    }

    private static IHost Build(Dictionary<string, string?> settings, Action<SqliteStateOptions>? configure = null) =>
        Build(builder => builder.UseSqliteState(configure), settings);

    private static IHost Build(Action<IDocumentProcessingBuilder> use, Dictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        use(new Builder(builder.Services));
        return builder.Build();
    }

    private sealed record Builder(IServiceCollection Services) : IDocumentProcessingBuilder;
}
