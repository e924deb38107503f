using System.Diagnostics;
using DocProcessing.Conformance.State;
using DocProcessing.Testing;

namespace DocProcessing.Redis.Tests;

/// <summary>What all outages of a state have in common, and what is Redis's own: it hangs, forgets its scripts, is full, is a replica.</summary>
public sealed class OutageTests : StateOutageConformance
{
    private static readonly Dictionary<string, string> SyncsAlways = new() { ["REDIS_OPTIONS"] = "--appendfsync always" };

    private TestState? _nodes;

    protected override int Parts => 40_000;

    private TestState Nodes => _nodes ??= new TestState(Server.Port);

    protected override Task<Service> StartServerAsync() => Service.StartAsync("redis", SyncsAlways);

    protected override StateSlots OpenNode() => StateSlots.Of(Nodes.OpenState());

    protected override ValueTask CloseNodesAsync() => _nodes?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Scripts_that_the_server_has_forgotten_are_sent_again()
    {
        var state = OpenNode();
        await new EveryCall(state, null).MakeAsync(Stop);

        await (await Nodes.LookAsync()).ExecuteAsync("SCRIPT", "FLUSH");

        await new EveryCall(state, null).MakeAsync(Stop);
    }

    [Fact]
    public async Task A_write_that_the_server_did_after_its_caller_gave_up_is_there_and_its_repeat_changes_nothing()
    {
        var (impatient, patient) = (StateSlots.Of(Nodes.OpenState(settings: ",asyncTimeout=2000")), OpenNode());
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
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(60));
        await look.ExecuteAsync("CLIENT", "UNPAUSE");

        await WaitForAsync(async () => (await patient.Jobs.FindAsync(job.Id, Stop))!.Status == JobStatus.Pending);
        Assert.Null(await CompleteAsync(patient));
        Assert.Equal(2, (await patient.History.ReadAsync(job.Id, 0, 10, Stop)).Count);
        Assert.Single(await patient.Audit.ListAsync(new AuditQuery { Subject = session.Id.Value }, Stop));
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
}
