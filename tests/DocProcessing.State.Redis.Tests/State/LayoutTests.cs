using System.Text.Json;
using DocProcessing.Conformance.State;

namespace DocProcessing.Redis.Tests;

/// <summary>The keys, and what becomes of them.</summary>
public sealed class LayoutTests(RedisServer server) : IAsyncDisposable
{
    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly JobId StoredJob = JobId.Parse("01890a5d000070008000000000000002", null);
    private static readonly UploadId StoredUpload = UploadId.Parse("01890a5d000070008000000000000001", null);

    private readonly TestState _nodes = new(server.Service.Port);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public async Task State_of_version_1_opens_and_reads_and_goes_on()
    {
        var database = await _nodes.LookAsync();
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Samples", "version-1.jsonl"), Stop))
        {
            string[] command = [.. JsonSerializer.Deserialize<string[]>(line)!.Select(word => word.Replace("{docprocessing}:", _nodes.Prefix, StringComparison.Ordinal))];
            await database.ExecuteAsync(command[0], command[1..]);
        }

        var state = StateSlots.Of(_nodes.OpenState());

        var job = (await state.Jobs.FindAsync(StoredJob, Stop))!;
        Assert.Equal((JobStatus.Completed, "report.pdf", 4L, 1, "print"), (job.Status, job.FileName, job.Version, job.Deliveries, job.Fingerprint));
        Assert.Equal(job.Id, (await state.Jobs.FindByDocumentAsync(job.DocumentId, Stop))!.Id);
        Assert.Equal(job.Id, (await state.Jobs.FindReusableAsync("alice", "print", Stop))!.Id);
        Assert.Equal(job.Id, Assert.Single((await state.Jobs.ListAsync(new JobQuery { Owner = "alice", Statuses = [JobStatus.Completed] }, Stop)).Jobs).Id);
        Assert.Equal(job.Id, Assert.Single(await state.Jobs.ListUnsettledAsync(5, Stop)).Id);
        var session = (await state.Sessions.FindAsync(StoredUpload, Stop))!;
        Assert.Equal((UploadStatus.Completed, 3L), (session.Status, session.Version));
        Assert.Equal([10, 15], (await state.Sessions.ListPartsAsync(StoredUpload, Stop)).Select(part => part.Length));
        Assert.Equal([1, 2, 3], (await state.History.ReadAsync(StoredJob, 0, 10, Stop)).Select(progress => progress.Sequence));
        Assert.Equal("validation", Assert.Single(await state.History.ReadStageRunsAsync(DateTimeOffset.MinValue, 10, Stop)).Stage);
        Assert.Equal("upload.completed", Assert.Single(await state.Audit.ListAsync(new AuditQuery { Actor = "alice", Subject = StoredUpload.Value }, Stop)).Action);

        Assert.NotNull(await state.Jobs.TryUpdateAsync(job with { SettledAt = Clock.GetUtcNow() }, null, Stop));
        Assert.Equal(2, await state.History.PruneAsync(Clock.GetUtcNow().AddYears(20), Stop));
        Assert.Equal(1, await state.Sessions.PruneAsync(Clock.GetUtcNow().AddYears(20), Stop));
        await state.Jobs.DeleteAsync(job.Id, Stop);
        Assert.Equal(["audit", "audit-by:alice", "audit-number", $"audit-on:{StoredUpload}", "version"], await _nodes.KeysAsync());
    }

    [Fact]
    public async Task State_of_a_newer_version_stops_with_a_clear_message()
    {
        await (await _nodes.LookAsync()).StringSetAsync($"{_nodes.Root}:version", "99");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _nodes.Open().OpenAsync(Stop));

        Assert.Contains($"The state under {_nodes.Root} has version 99, but this package knows versions up to 1.", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ((IAuditTrail)_nodes.OpenState()).ListAsync(new AuditQuery(), Stop));
    }

    [Fact]
    public async Task Two_prefixes_of_one_server_know_nothing_of_each_other()
    {
        await using var another = new TestState(server.Service.Port);
        IAuditTrail one = _nodes.OpenState(), two = another.OpenState();

        await one.AppendAsync(new AuditEntry { Actor = "alice", Action = "action", Subject = "subject", Owner = "alice" }, Stop);

        Assert.Single(await one.ListAsync(new AuditQuery(), Stop));
        Assert.Empty(await two.ListAsync(new AuditQuery(), Stop));
    }

    [Fact]
    public async Task Records_that_are_gone_leave_no_key_behind_and_none_ever_has_a_time_to_live()
    {
        await new EveryCall(StateSlots.Of(_nodes.OpenState()), null).MakeAsync(Stop);

        Assert.Equal(["audit", "audit-by:alice", "audit-number", "audit-on:subject", "version"], await _nodes.KeysAsync());

        // A server that evicts keys with a time to live, when its memory is full, evicts none of these.
        var state = StateSlots.Of(_nodes.OpenState());
        var session = await CreateAsync(state, "alice");
        await state.Sessions.TryUpdateAsync(session with { Status = UploadStatus.Open }, Stop);
        await state.Sessions.TryRecordPartAsync(session.Id, Sample.Part(1), session.ExpiresAt, Stop);
        var database = await _nodes.LookAsync();
        foreach (var key in await _nodes.KeysAsync())
        {
            Assert.Null(await database.KeyTimeToLiveAsync($"{_nodes.Root}:{key}"));
        }
    }

    [Fact]
    public async Task Nothing_walks_over_all_keys_or_over_a_whole_index()
    {
        await using var alone = await Testing.Service.StartAsync("redis");
        await using var nodes = new TestState(alone.Port);

        await new EveryCall(StateSlots.Of(nodes.OpenState()), null).MakeAsync(Stop);

        var statistics = (string)(await (await nodes.LookAsync()).ExecuteAsync("INFO", "commandstats"))!;
        string[] used = [.. statistics.Split("\r\n").Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal)).Select(line => line.Split(':')[0]["cmdstat_".Length..])];
        Assert.Contains("evalsha", used);
        Assert.Contains("zrangebyscore", used);
        Assert.Equal([], used.Intersect(["keys", "scan", "hscan", "sscan", "zscan", "smembers", "sort", "zunionstore", "zinterstore", "flushdb", "flushall", "expire", "pexpire"]));
    }

    [Fact]
    public async Task Pruning_takes_many_events_by_pages_and_leaves_nothing_that_it_would_look_at_again()
    {
        const int events = 1_200;
        var state = StateSlots.Of(_nodes.OpenState());
        for (var count = 0; count < 3; count++)
        {
            var session = await CreateAsync(state, "alice");
            var job = (await state.Jobs.FindAsync(session.JobId, Stop))!;
            await Task.WhenAll(Enumerable.Range(0, events).Select(_ => state.History.TryAppendAsync(Sample.Event(job.Id, Clock), null, Stop)));
            await state.Jobs.TryUpdateAsync(job with { Status = count == 2 ? JobStatus.Pending : JobStatus.Cancelled }, Sample.Event(job.Id, Clock), Stop);
        }

        Assert.Equal(2 * (events + 1), await state.History.PruneAsync(Clock.GetUtcNow().AddDays(1), Stop));
        Assert.DoesNotContain("prunable", await _nodes.KeysAsync());
        var database = await _nodes.LookAsync();
        var lengths = (await _nodes.KeysAsync()).Where(key => key.StartsWith("events:", StringComparison.Ordinal)).Select(key => database.StreamLength($"{_nodes.Root}:{key}"));
        Assert.Equal([1, 1, events + 2], lengths.Order());
    }

    [Theory]
    [InlineData("alice:7", "alice")]
    [InlineData("al\0ice", "al")]
    [InlineData("äöü 年 {x}", "äöü")]
    public async Task Owners_with_names_like_parts_of_keys_are_told_apart(string one, string other)
    {
        var state = StateSlots.Of(_nodes.OpenState());
        foreach (var owner in new[] { one, other, $"pending:{other}", $"of-pending:{other}" })
        {
            var session = await CreateAsync(state, owner);
            var job = (await state.Jobs.FindAsync(session.JobId, Stop))!;
            await state.Jobs.TryUpdateAsync(job with { Status = JobStatus.Completed, Fingerprint = owner == one ? "x" : $"7:x" }, null, Stop);

            Assert.Equal(owner, Assert.Single((await state.Jobs.ListAsync(new JobQuery { Owner = owner }, Stop)).Jobs).Owner);
            Assert.Equal(owner, Assert.Single((await state.Jobs.ListAsync(new JobQuery { Owner = owner, Statuses = [JobStatus.Completed] }, Stop)).Jobs).Owner);
            Assert.Equal(1, (await state.Jobs.CountAsync(owner, Stop))[JobStatus.Completed]);
        }

        Assert.Null(await state.Jobs.FindReusableAsync(other, "x", Stop));
        Assert.Equal(one, (await state.Jobs.FindReusableAsync(one, "x", Stop))!.Owner);
    }

    private static async Task<UploadSession> CreateAsync(StateSlots state, string owner)
    {
        var session = Sample.Session(Clock, owner, 1);
        return (await state.Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, Clock), 5, Stop))!;
    }
}
