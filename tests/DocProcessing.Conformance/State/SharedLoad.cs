using Xunit;

namespace DocProcessing.Conformance.State;

/// <summary>What several processes write to one store at the same time.</summary>
public static class SharedLoad
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task WriteAsync(StateSlots state, string owner, int operations)
    {
        var (sessions, jobs, history, _) = state;
        var clock = TimeProvider.System;
        var session = Sample.Session(clock, owner, operations);
        var created = await sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, clock), 5, Stop);
        await sessions.TryUpdateAsync(created! with { Status = UploadStatus.Open }, Stop);
        for (var i = 0; i < operations; i++)
        {
            switch (i % 4)
            {
                case 0:
                    Assert.NotNull(await sessions.TryRecordPartAsync(session.Id, Sample.Part(i + 1), session.ExpiresAt, Stop));
                    break;
                case 1:
                    Assert.NotNull(await history.TryAppendAsync(Sample.Event(session.JobId, clock), null, Stop));
                    break;
                case 2:
                    var job = await jobs.FindAsync(session.JobId, Stop);
                    Assert.NotNull(await jobs.TryUpdateAsync(job! with { Stage = $"{i}" }, Sample.Event(session.JobId, clock), Stop));
                    break;
                default:
                    Assert.False((await jobs.RenewLeaseAsync(session.JobId, 1, TimeSpan.FromSeconds(1), Stop)).Held);
                    break;
            }
        }
    }

    public static async Task<UploadSession> CreatePendingAsync(IUploadSessionStore state, string owner)
    {
        var session = Sample.Session(TimeProvider.System, owner, 1);
        var job = Sample.Job(session) with { Status = JobStatus.Pending };
        return (await state.CreateAsync(session, job, Sample.Event(job.Id, TimeProvider.System), 1000, Stop))!;
    }
}
