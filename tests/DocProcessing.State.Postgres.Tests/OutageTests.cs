using System.Diagnostics;
using DocProcessing.Conformance.State;
using DocProcessing.Testing;
using Npgsql;

namespace DocProcessing.Postgres.Tests;

/// <summary>The server stops, is killed, is cut off: calls fail as unavailable, and go again by themselves.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Service? _service;
    private TestSchema? _schema;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Service Server => _service!;

    private TestSchema Schema => _schema!;

    public async ValueTask InitializeAsync()
    {
        _service = await Service.StartAsync("postgres");
        _schema = new TestSchema(AddressOf(_service.Port));
    }

    public async ValueTask DisposeAsync()
    {
        if (_schema is not null)
        {
            await _schema.DisposeAsync();
        }

        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_acknowledged_is_there_after_the_server_ended_amid_calls_and_calls_go_again(bool killed)
    {
        var state = Schema.OpenState();
        var session = await OpenSessionAsync(state);
        using var enough = new CancellationTokenSource();
        var acknowledged = new bool[4_000];
        var others = new List<Exception>();
        var unavailable = 0;
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                for (var number = writer + 1; number < acknowledged.Length && !enough.IsCancellationRequested; number += 8)
                {
                    try
                    {
                        await ((IUploadSessionStore)state).TryRecordPartAsync(session.Id, Sample.Part(number), session.ExpiresAt, Stop);
                        acknowledged[number] = true;
                        await ((IProgressHistory)state).FindLatestAsync(session.JobId, Stop);
                    }
                    catch (StateUnavailableException exception)
                    {
                        Assert.True(exception.RetryAfter > TimeSpan.Zero);
                        Interlocked.Increment(ref unavailable);
                        await Task.Delay(20, Stop);
                    }
                    catch (Exception exception)
                    {
                        lock (others)
                        {
                            others.Add(exception);
                        }
                    }
                }
            },
            Stop)).ToList();
        await WaitForAsync(() => acknowledged.Count(part => part) > 50);

        if (killed)
        {
            Server.Kill();
            await WaitForAsync(() => Volatile.Read(ref unavailable) > 8);
        }
        else
        {
            await Server.StopAsync();
        }

        await Server.StartAsync();
        var before = acknowledged.Count(part => part);
        await WaitForAsync(() => acknowledged.Count(part => part) > before + 50);
        await enough.CancelAsync();
        await Task.WhenAll(writers);

        Assert.Empty(others);
        Assert.True(unavailable > 0);
        var recorded = (await ((IUploadSessionStore)state).ListPartsAsync(session.Id, Stop)).Select(part => part.Number).ToHashSet();
        Assert.Equal([], Enumerable.Range(0, acknowledged.Length).Where(number => acknowledged[number] && !recorded.Contains(number)));

        // What was not acknowledged may be there; the sums agree all the same.
        Assert.Equal(recorded.Count, Assert.Single(await ((IUploadSessionStore)state).ListOpenAsync("alice", 5, Stop)).Received.Parts);
    }

    [Fact]
    public async Task Reads_are_sent_again_when_their_connection_was_lost_and_writes_are_not()
    {
        await using var proxy = new FaultProxy(Server.Port);
        await using var schema = new TestSchema(AddressOf(proxy.Port));
        IJobStore state = schema.OpenState();
        var session = await OpenSessionAsync((PostgresState)state);

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
        var session = await OpenSessionAsync((PostgresState)state);
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
    public async Task A_host_that_starts_before_its_server_comes_to_work_with_it()
    {
        var state = Schema.OpenState();
        await Server.StopAsync();
        await Assert.ThrowsAsync<StateUnavailableException>(() => ((IJobStore)state).ListRunnableAsync(1, Stop));

        await Server.StartAsync();

        Assert.Empty(await ((IJobStore)state).ListRunnableAsync(1, Stop));
    }

    [Fact]
    public async Task A_server_that_takes_no_writes_is_unavailable()
    {
        await Schema.Open().OpenAsync(Stop);
        var options = Schema.Options;
        options.ConnectionString += ";Options=-c default_transaction_read_only=on";
        var database = Schema.Open(options);

        await Assert.ThrowsAsync<StateUnavailableException>(() => new PostgresStateProbe(database).ProbeAsync(Stop));
        await Assert.ThrowsAsync<StateUnavailableException>(() => OpenSessionAsync(new PostgresState(database, TimeProvider.System)));
        Assert.Equal(0, await ((IDocumentIndex)new PostgresDocumentIndex(database)).CountAsync(Stop));
    }

    private static string AddressOf(int port) => $"Host=127.0.0.1;Port={port};Username=postgres;Password=postgres;Database=postgres";

    private static async Task<UploadSession> OpenSessionAsync(PostgresState state)
    {
        var clock = TimeProvider.System;
        var session = Sample.Session(clock, "alice", 10_000);
        var created = await ((IUploadSessionStore)state).CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, clock), 5, Stop);
        return (await ((IUploadSessionStore)state).TryUpdateAsync(created! with { Status = UploadStatus.Open }, Stop))!;
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(Patience);
        while (!condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
