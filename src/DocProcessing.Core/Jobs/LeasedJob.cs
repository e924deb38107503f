namespace DocProcessing.Jobs;

/// <summary>A job under this worker's lease: every change names the lease's number, so a worker that lost it can change nothing.</summary>
internal sealed class LeasedJob(IJobStore store, Job leased, string worker, TimeSpan duration, TimeProvider clock)
{
    public Job Current { get; private set; } = leased;

    public long Fence { get; } = leased.Fence;

    /// <summary>Writes a change, again on top of other writers' changes, as long as the lease is ours.</summary>
    /// <exception cref="LeaseLostException">The lease is another's, or the job is at its end.</exception>
    public async Task<JobUpdate> UpdateAsync(Func<Job, Job> change, Func<Job, ProgressEvent?> describe, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = change(Current);
            if (next.Status == JobStatus.Processing)
            {
                next = next with { Lease = new JobLease(worker, clock.GetUtcNow() + duration) };
            }

            var written = await store.TryUpdateAsync(next, describe(next), cancellationToken);
            if (written is not null)
            {
                Current = written.Job;
                return written;
            }

            var present = await store.FindAsync(Current.Id, cancellationToken);
            if (present is null || present.Fence != Fence || present.Status != JobStatus.Processing)
            {
                throw new LeaseLostException();
            }

            Current = present;
        }
    }

    /// <summary>Notes the stage that begins. No write of its own: the next one carries it.</summary>
    public void Enter(string stage) => Current = Current with { Stage = stage };

    public Task<LeaseRenewal> RenewAsync(CancellationToken cancellationToken) =>
        store.RenewLeaseAsync(Current.Id, Fence, duration, cancellationToken);
}

/// <summary>Another worker has the job now, or it is at its end. There is nothing left to do here.</summary>
internal sealed class LeaseLostException() : Exception("The lease on the job is lost.");
