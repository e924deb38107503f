using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Conformance.State;

/// <summary>The state slots of one adapter.</summary>
public sealed record StateSlots(IUploadSessionStore Sessions, IJobStore Jobs, IProgressHistory History, IAuditTrail Audit)
{
    public static StateSlots Of<TState>(TState state)
        where TState : IUploadSessionStore, IJobStore, IProgressHistory, IAuditTrail => new(state, state, state, state);
}

/// <summary>What the suites of the state slots have in common. An adapter gives its slots; one with a clock of its own also overrides clock and waiting.</summary>
public abstract class StateConformance : IAsyncLifetime
{
    private readonly FakeTimeProvider _fake = new(new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.Zero).AddTicks(1_234_567));

    /// <summary>Gets the clock that the adapter goes by.</summary>
    protected virtual TimeProvider Clock => _fake;

    /// <summary>Gets the slots, empty at the start of each test or shared with tests of other owners.</summary>
    protected StateSlots State { get; private set; } = null!;

    /// <summary>Gets an owner that no other test has.</summary>
    protected string Owner { get; } = $"owner-{Guid.NewGuid():n}";

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Makes the slots, with nothing in them.</summary>
    protected abstract Task<StateSlots> CreateAsync(TimeProvider clock);

    /// <summary>Lets time go by: advances the fake clock, or waits for as long.</summary>
    protected virtual Task PassAsync(TimeSpan time)
    {
        _fake.Advance(time);
        return Task.CompletedTask;
    }

    public async ValueTask InitializeAsync() => State = await CreateAsync(Clock);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await ReleaseAsync();
    }

    /// <summary>Releases what <see cref="CreateAsync"/> made.</summary>
    protected virtual ValueTask ReleaseAsync() => ValueTask.CompletedTask;

    /// <summary>Makes a session that is not stored yet, later in order than all before it.</summary>
    protected async Task<UploadSession> NewSessionAsync(string? owner = null, int parts = 3)
    {
        await PassAsync(TimeSpan.FromMilliseconds(2));
        return Sample.Session(Clock, owner ?? Owner, parts);
    }

    /// <summary>Stores a session with its job.</summary>
    protected async Task<UploadSession> CreateSessionAsync(
        string? owner = null, UploadStatus status = UploadStatus.Initiating, Func<UploadSession, UploadSession>? change = null)
    {
        var session = await NewSessionAsync(owner);
        var created = await State.Sessions.CreateAsync(change?.Invoke(session) ?? session, Sample.Job(session), Sample.Event(session.JobId, Clock), 1000, Stop);
        Assert.NotNull(created);
        return status == UploadStatus.Initiating
            ? created
            : await State.Sessions.TryUpdateAsync(created with { Status = status }, Stop) ?? throw new InvalidOperationException("The session was not updated.");
    }

    /// <summary>Stores a job, changed as the test needs it.</summary>
    protected async Task<Job> CreateJobAsync(Func<Job, Job> change, string? owner = null)
    {
        var session = await CreateSessionAsync(owner);
        var job = await State.Jobs.FindAsync(session.JobId, Stop);
        Assert.NotNull(job);
        var update = await State.Jobs.TryUpdateAsync(change(job), null, Stop);
        Assert.NotNull(update);
        return update.Job;
    }

    protected Task<Job> CreatePendingJobAsync(string? owner = null) =>
        CreateJobAsync(job => job with { Status = JobStatus.Pending, NotBefore = Clock.GetUtcNow(), SubmittedAt = Clock.GetUtcNow() }, owner);

    protected async Task<Job> LeaseAsync(Job job, double seconds = 30)
    {
        var leased = await State.Jobs.TryLeaseAsync(job.Id, "worker-1", TimeSpan.FromSeconds(seconds), Stop);
        Assert.NotNull(leased);
        return leased;
    }

    /// <summary>Ends a job that may be in any status.</summary>
    protected Task<Job> CreateEndedJobAsync(JobStatus status, Func<Job, Job>? change = null, string? owner = null) =>
        CreateJobAsync(
            job =>
            {
                var ended = job with { Status = status, FinishedAt = Clock.GetUtcNow() };
                return change?.Invoke(ended) ?? ended;
            },
            owner);

    protected static void Same<T>(T expected, T? actual) => Assert.Equal(Sample.Json(expected), Sample.Json(actual));
}
