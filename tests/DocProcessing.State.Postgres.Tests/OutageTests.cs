using System.Diagnostics;
using DocProcessing.Conformance.State;
using DocProcessing.Testing;
using Npgsql;

namespace DocProcessing.Postgres.Tests;

/// <summary>What all outages of a state have in common, and what is PostgreSQL's own: it cuts connections, hangs, takes no writes.</summary>
public sealed class OutageTests : StateOutageConformance
{
    private TestSchema? _schema;

    protected override int Parts => 4_000;

    private TestSchema Schema => _schema ??= new TestSchema(AddressOf(Server.Port));

    protected override Task<Service> StartServerAsync() => Service.StartAsync("postgres");

    protected override StateSlots OpenNode() => StateSlots.Of(Schema.OpenState());

    protected override ValueTask CloseNodesAsync() => _schema?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Reads_are_sent_again_when_their_connection_was_lost_and_writes_are_not()
    {
        await using var proxy = new FaultProxy(Server.Port);
        await using var schema = new TestSchema(AddressOf(proxy.Port));
        IJobStore state = schema.OpenState();
        var session = await OpenSessionAsync(StateSlots.Of((PostgresState)state));

        await proxy.CutAllAsync();
        Assert.NotNull(await state.FindAsync(session.JobId, Stop));

        await proxy.CutAllAsync();
        var job = (await state.FindAsync(session.JobId, Stop))!;
        await proxy.CutAllAsync();
        await Assert.ThrowsAsync<StateUnavailableException>(() => state.TryUpdateAsync(job with { Stage = "lost" }, null, Stop));

        // One failure, not one for each connection that lay idle.
        Assert.NotNull(await state.TryUpdateAsync(job with { Stage = "again" }, null, Stop));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_fails_in_the_time_that_is_set_and_its_lock_passes()
    {
        var options = Schema.Options;
        options.CommandTimeout = TimeSpan.FromSeconds(1);
        IJobStore state = new PostgresState(Schema.Open(options), TimeProvider.System);
        var session = await OpenSessionAsync(StateSlots.Of((PostgresState)state));
        var job = (await state.FindAsync(session.JobId, Stop))!;
        await Schema.Open().OpenAsync(Stop);

        var holding = Schema.RunAsync("DO $$ BEGIN PERFORM FROM jobs FOR UPDATE; PERFORM pg_sleep(60); END $$");
        while (await Schema.AskAsync<long>("SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == 0)
        {
            await Task.Delay(10, Stop);
        }

        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<StateUnavailableException>(() => state.TryUpdateAsync(job with { Stage = "late" }, null, Stop));
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(20));

        await Schema.RunAsync("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
        await Assert.ThrowsAsync<PostgresException>(() => holding);
        Assert.NotNull(await state.TryUpdateAsync(job with { Stage = "now" }, null, Stop));
    }

    [Fact]
    public async Task A_server_that_takes_no_writes_is_unavailable()
    {
        await Schema.Open().OpenAsync(Stop);
        var options = Schema.Options;
        options.ConnectionString += ";Options=-c default_transaction_read_only=on";
        var database = Schema.Open(options);

        await Assert.ThrowsAsync<StateUnavailableException>(() => new PostgresStateProbe(database).ProbeAsync(Stop));
        await Assert.ThrowsAsync<StateUnavailableException>(() => OpenSessionAsync(StateSlots.Of(new PostgresState(database, TimeProvider.System))));
        Assert.Equal(0, await ((IDocumentIndex)new PostgresDocumentIndex(database)).CountAsync(Stop));
    }

    private static string AddressOf(int port) => $"Host=127.0.0.1;Port={port};Username=postgres;Password=postgres;Database=postgres";
}
