using DocProcessing.Conformance.State;

namespace DocProcessing.Redis.Tests;

/// <summary>A call whose answer was lost is made again: what its repeat finds.</summary>
public sealed class RepeatTests(RedisServer server) : IAsyncDisposable
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly TestState _nodes = new(server.Service.Port);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public async Task A_creation_finds_its_own_session_by_the_key()
    {
        var state = StateSlots.Of(_nodes.OpenState());
        var session = Sample.Session(Clock, "alice", 2) with { IdempotencyKey = "key" };
        Task<UploadSession?> CreateAsync() => state.Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, Clock), 1, Stop);

        Assert.Equal(session.Id, (await CreateAsync())!.Id);
        Assert.Equal(session.Id, (await CreateAsync())!.Id);

        Assert.Single(await state.History.ReadAsync(session.JobId, 0, 10, Stop));
    }

    [Fact]
    public async Task A_creation_without_a_key_is_refused_rather_than_made_of_two_halves()
    {
        var state = StateSlots.Of(_nodes.OpenState());
        var session = Sample.Session(Clock, "alice", 2);
        Task<UploadSession?> CreateAsync() => state.Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, Clock), 5, Stop);
        await CreateAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(CreateAsync);

        Assert.Single(await state.History.ReadAsync(session.JobId, 0, 10, Stop));
    }

    [Fact]
    public async Task Parts_count_once_and_are_forgotten_once()
    {
        var state = StateSlots.Of(_nodes.OpenState());
        var session = await OpenAsync(state);
        for (var repeat = 0; repeat < 2; repeat++)
        {
            Assert.Equal(new ReceivedParts(1, 10), await state.Sessions.TryRecordPartAsync(session.Id, Sample.Part(1), session.ExpiresAt, Stop));
        }

        await state.Sessions.TryRecordPartAsync(session.Id, Sample.Part(2), session.ExpiresAt, Stop);
        for (var repeat = 0; repeat < 2; repeat++)
        {
            await state.Sessions.ForgetPartsAsync(session.Id, [1], Stop);
            Assert.Equal(new ReceivedParts(1, 10), Assert.Single(await state.Sessions.ListOpenAsync("alice", 5, Stop)).Received);
        }
    }

    [Fact]
    public async Task A_write_finds_the_version_that_it_made_and_a_lease_finds_itself_held()
    {
        var state = StateSlots.Of(_nodes.OpenState());
        var session = await OpenAsync(state);
        var completed = session with { Status = UploadStatus.Completed };
        Assert.NotNull(await state.Sessions.TryUpdateAsync(completed, Stop));
        Assert.Null(await state.Sessions.TryUpdateAsync(completed, Stop));

        var job = (await state.Jobs.FindAsync(session.JobId, Stop))!;
        var pending = job with { Status = JobStatus.Pending };
        Assert.NotNull(await state.Jobs.TryUpdateAsync(pending, Sample.Event(job.Id, Clock), Stop));
        Assert.Null(await state.Jobs.TryUpdateAsync(pending, Sample.Event(job.Id, Clock), Stop));
        Assert.Equal(2, (await state.History.ReadAsync(job.Id, 0, 10, Stop)).Count);

        Assert.NotNull(await state.Jobs.TryLeaseAsync(job.Id, "worker", TimeSpan.FromMinutes(1), Stop));
        Assert.Null(await state.Jobs.TryLeaseAsync(job.Id, "worker", TimeSpan.FromMinutes(1), Stop));
        Assert.Equal((1, 1), ((await state.Jobs.FindAsync(job.Id, Stop))!.Fence, (await state.Jobs.FindAsync(job.Id, Stop))!.Deliveries));
    }

    [Fact]
    public async Task A_deletion_finds_nothing_and_counts_nothing_down_twice()
    {
        var state = StateSlots.Of(_nodes.OpenState());
        var (gone, kept) = (await OpenAsync(state), await OpenAsync(state));

        await state.Jobs.DeleteAsync(gone.JobId, Stop);
        await state.Jobs.DeleteAsync(gone.JobId, Stop);

        Assert.Equal(1, (await state.Jobs.CountAsync("alice", Stop))[JobStatus.Uploading]);
        Assert.NotNull(await state.Jobs.FindAsync(kept.JobId, Stop));
    }

    private static async Task<UploadSession> OpenAsync(StateSlots state)
    {
        var session = Sample.Session(Clock, "alice", 3);
        var created = await state.Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, Clock), 5, Stop);
        return (await state.Sessions.TryUpdateAsync(created! with { Status = UploadStatus.Open }, Stop))!;
    }
}
