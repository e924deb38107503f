using System.Diagnostics;
using DocProcessing.Conformance.State;
using DocProcessing.Testing;

namespace DocProcessing.Redis.Tests;

/// <summary>The server stops, is killed, hangs, forgets its scripts: calls fail as unavailable, and go again by themselves.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Dictionary<string, string> SyncsAlways = new() { ["REDIS_OPTIONS"] = "--appendfsync always" };

    private Service? _service;
    private TestState? _nodes;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Service Server => _service!;

    private TestState Nodes => _nodes!;

    public async ValueTask InitializeAsync()
    {
        _service = await Service.StartAsync("redis", SyncsAlways);
        _nodes = new TestState(_service.Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (_nodes is not null)
        {
            await _nodes.DisposeAsync();
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
        var state = StateSlots.Of(Nodes.OpenState());
        var session = await OpenSessionAsync(state);
        using var enough = new CancellationTokenSource();
        var acknowledged = new bool[40_000];
        var others = new List<Exception>();
        var unavailable = 0;
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                for (var number = writer + 1; number < acknowledged.Length && !enough.IsCancellationRequested; number += 8)
                {
                    try
                    {
                        await state.Sessions.TryRecordPartAsync(session.Id, Sample.Part(number), session.ExpiresAt, Stop);
                        acknowledged[number] = true;
                        await state.History.FindLatestAsync(session.JobId, Stop);
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
        var recorded = (await state.Sessions.ListPartsAsync(session.Id, Stop)).Select(part => part.Number).ToHashSet();
        Assert.Equal([], Enumerable.Range(0, acknowledged.Length).Where(number => acknowledged[number] && !recorded.Contains(number)));

        // What was not acknowledged may be there; the sums agree all the same.
        Assert.Equal(recorded.Count, Assert.Single(await state.Sessions.ListOpenAsync("alice", 5, Stop)).Received.Parts);
    }

    [Fact]
    public async Task Scripts_that_the_server_has_forgotten_are_sent_again()
    {
        var state = StateSlots.Of(Nodes.OpenState());
        await new EveryCall(state, null).MakeAsync(Stop);

        await (await Nodes.LookAsync()).ExecuteAsync("SCRIPT", "FLUSH");

        await new EveryCall(state, null).MakeAsync(Stop);
    }

    [Fact]
    public async Task A_write_that_the_server_did_after_its_caller_gave_up_is_there_and_its_repeat_changes_nothing()
    {
        var (impatient, patient) = (StateSlots.Of(Nodes.OpenState(settings: ",asyncTimeout=2000")), StateSlots.Of(Nodes.OpenState()));
        var session = await OpenSessionAsync(patient);
        var job = (await patient.Jobs.FindAsync(session.JobId, Stop))!;
        var entry = new AuditEntry { Actor = "alice", Action = "upload.completed", Subject = session.Id.Value, Owner = "alice" };
        Task<JobUpdate?> CompleteAsync(StateSlots state) => ((IAuditedSessionStore)state.Sessions).TryUpdateAsync(
            session with { Status = UploadStatus.Completed },
            job with { Status = JobStatus.Pending },
            Sample.Event(job.Id, TimeProvider.System, JobStatus.Pending),
            entry,
            Stop);
        var look = await Nodes.LookAsync();

        // So that the write is all that the impatient node has to send.
        await WaitForAsync(async () => await impatient.Jobs.FindAsync(job.Id, Stop) is not null);
        await look.ExecuteAsync("CLIENT", "PAUSE", "60000", "WRITE");
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<StateUnavailableException>(() => CompleteAsync(impatient));
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1.5), Patience);
        await look.ExecuteAsync("CLIENT", "UNPAUSE");

        await WaitForAsync(async () => (await patient.Jobs.FindAsync(job.Id, Stop))!.Status == JobStatus.Pending);
        Assert.Null(await CompleteAsync(patient));
        Assert.Equal(2, (await patient.History.ReadAsync(job.Id, 0, 10, Stop)).Count);
        Assert.Single(await patient.Audit.ListAsync(new AuditQuery { Subject = session.Id.Value }, Stop));
    }

    [Fact]
    public async Task A_host_that_calls_before_its_server_is_there_comes_to_work_with_it()
    {
        var state = StateSlots.Of(Nodes.OpenState());
        await Server.StopAsync();
        await Assert.ThrowsAsync<StateUnavailableException>(() => state.Jobs.ListRunnableAsync(1, Stop));

        await Server.StartAsync();

        await WaitForAsync(async () => (await state.Jobs.ListRunnableAsync(1, Stop)).Count == 0);
    }

    [Fact]
    public async Task A_server_that_takes_no_writes_is_unavailable_and_one_that_does_again_is_not()
    {
        var access = Nodes.Open();
        var state = StateSlots.Of(new RedisState(access, TimeProvider.System));
        var probe = new RedisStateProbe(access, Nodes.Connect());
        await OpenSessionAsync(state);
        Assert.StartsWith("Redis ", await probe.ProbeAsync(Stop), StringComparison.Ordinal);
        var look = await Nodes.LookAsync();

        // Full, and a replica of nobody who is there.
        foreach (var (setting, before) in new[] { (new[] { "CONFIG", "SET", "maxmemory", "1" }, new[] { "CONFIG", "SET", "maxmemory", "0" }), (["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]) })
        {
            await look.ExecuteAsync(setting[0], setting[1..]);
            await Assert.ThrowsAsync<StateUnavailableException>(() => probe.ProbeAsync(Stop));
            await Assert.ThrowsAsync<StateUnavailableException>(() => OpenSessionAsync(state));
            await look.ExecuteAsync(before[0], before[1..]);
            await WaitForAsync(async () => await probe.ProbeAsync(Stop) is not null);
        }

        await OpenSessionAsync(state);
    }

    private static async Task<UploadSession> OpenSessionAsync(StateSlots state)
    {
        var clock = TimeProvider.System;
        var session = Sample.Session(clock, "alice", 10_000);
        var created = await state.Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, clock), 5, Stop);
        return (await state.Sessions.TryUpdateAsync(created! with { Status = UploadStatus.Open }, Stop))!;
    }

    private static Task WaitForAsync(Func<bool> condition) => WaitForAsync(() => Task.FromResult(condition()));

    private static async Task WaitForAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(Patience);
        while (!await IsMetAsync(condition))
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private static async Task<bool> IsMetAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (StateUnavailableException)
        {
            return false;
        }
    }
}
