using DocProcessing.Conformance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace DocProcessing.Postgres.Tests;

public sealed class CompositionTests(PostgresServer server) : IAsyncDisposable
{
    private readonly TestSchema _schema = new(server);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Fact]
    public async Task A_host_with_a_connection_starts_and_its_probes_answer()
    {
        using var host = Build(new() { ["ConnectionString"] = server.ConnectionString, ["Schema"] = _schema.Name, ["PrepareStatements"] = "false" });

        await host.StartAsync(Stop);

        var probes = host.Services.GetServices<IHealthProbe>().ToList();
        Assert.Equal(["index", "state"], probes.Select(probe => probe.Component).Order());
        foreach (var probe in probes)
        {
            Assert.StartsWith("PostgreSQL", await probe.ProbeAsync(Stop), StringComparison.Ordinal);
        }

        Assert.Same(host.Services.GetRequiredService<IJobStore>(), host.Services.GetRequiredService<IUploadSessionStore>());
        Assert.Equal(0, await host.Services.GetRequiredService<IDocumentIndex>().CountAsync(Stop));
        await host.StopAsync(Stop);
    }

    [Theory]
    [InlineData("DocProcessing:Postgres:ConnectionString is empty")]
    [InlineData("DocProcessing:Postgres:ConnectionString is not one", "ConnectionString", "secretword")]
    [InlineData("DocProcessing:Postgres:ConnectionString is not one", "ConnectionString", "Password=secretword;Port=many;Host=there")]
    [InlineData("DocProcessing:Postgres:Schema takes small letters", "Schema", "a;b")]
    [InlineData("DocProcessing:Postgres:Schema takes small letters", "Schema", "pg_own")]
    [InlineData("MinPoolSize is 5, but MaxPoolSize is 4", "MinPoolSize", "5", "MaxPoolSize", "4")]
    [InlineData("MaxPoolSize", "MaxPoolSize", "0")]
    [InlineData("CommandTimeout", "CommandTimeout", "00:00:00")]
    [InlineData("is not a setting", "Database", "x")]
    public async Task A_setting_that_does_not_hold_is_told_at_start(string told, params string[] settings)
    {
        using var host = Build(settings.Chunk(2).ToDictionary(pair => pair[0], pair => (string?)pair[1]));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop));

        Assert.Contains(failure.Failures, error => error.Contains(told, StringComparison.Ordinal));
        Assert.DoesNotContain(PostgresServer.Password, failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Failed to connect", "Port=1")]
    [InlineData("password authentication failed for user", "Password=wrong-secretword")]
    [InlineData("database \"absent\" does not exist", "Database=absent")]
    [InlineData("password authentication failed", "Username=nobody")]
    public async Task A_host_whose_database_cannot_be_used_does_not_start_and_says_why(string told, string setting)
    {
        using var host = Build(new() { ["ConnectionString"] = $"{server.ConnectionString};{setting}", ["Schema"] = _schema.Name });

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop));

        Assert.Contains("The state database on PostgreSQL cannot be used: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_told_as_a_setting_that_does_not_hold()
    {
        await _schema.Open().OpenAsync(Stop);
        await _schema.RunAsync("UPDATE schema_version SET version = 99");
        using var host = Build(new() { ["ConnectionString"] = server.ConnectionString, ["Schema"] = _schema.Name });

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop));

        Assert.Contains("version 99", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_failed_call_says_and_what_the_host_logs_holds_no_password()
    {
        var log = new List<string>();
        using var host = Build(new() { ["ConnectionString"] = $"{server.ConnectionString};Port=1", ["Schema"] = _schema.Name }, log);

        var failure = await Assert.ThrowsAsync<StateUnavailableException>(() => host.Services.GetRequiredService<IDocumentIndex>().CountAsync(Stop));
        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop));

        Assert.DoesNotContain(PostgresServer.Password, failure.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(log);
        Assert.DoesNotContain(log, line => line.Contains(PostgresServer.Password, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_go_before_what_the_connection_string_says()
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionSettings.Of(new PostgresStateOptions
        {
            ConnectionString = "Host=there;Maximum Pool Size=7;Application Name=mine;Timeout=3",
            Schema = "own",
            MaxPoolSize = 12,
            MinPoolSize = 2,
            CommandTimeout = TimeSpan.FromSeconds(1.5),
        }));

        Assert.Equal(("own", 12, 2, 2), (settings.SearchPath, settings.MaxPoolSize, settings.MinPoolSize, settings.CommandTimeout));
        Assert.Equal(("mine", 3), (settings.ApplicationName, settings.Timeout));
    }

    private static IHost Build(Dictionary<string, string?> settings, List<string>? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"DocProcessing:Postgres:{setting.Key}", setting.Value)));
        if (log is not null)
        {
            builder.Logging.AddProvider(new ListedLog(log));
        }

        new Builder(builder.Services).UsePostgresState();
        return builder.Build();
    }

    private sealed record Builder(IServiceCollection Services) : IDocumentProcessingBuilder;
}
