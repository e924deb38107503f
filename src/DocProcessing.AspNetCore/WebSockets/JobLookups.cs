namespace DocProcessing.WebSockets;

/// <summary>Looks up for one connection what no live event tells: the past of a job, its present, and what the bus has lost.</summary>
internal sealed class JobLookups(Caller caller, Outbox outbox, IJobService jobs, Subscriptions subscriptions, PastNotifications past, TimeProvider clock)
{
    private const int HistoryPage = JobQuery.MaxLimit;
    private const int MaxOwnJobs = 200;
    private const int MaxCatchUps = 50;

    // Every connection of every node hears of a gap at once; the store need not.
    private static readonly TimeSpan GapSpread = TimeSpan.FromSeconds(1);

    // Clocks of nodes differ. A notification that comes twice has the same id.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromSeconds(5);

    /// <summary>Tells the past after <paramref name="since"/>, or the present state, and lets live events go.</summary>
    public async Task TellAsync(ProgressEvent present, long? since, CancellationToken cancellationToken)
    {
        var replayed = false;
        try
        {
            replayed = since is { } after && await ReplayAsync(present.JobId, after, cancellationToken);
        }
        finally
        {
            // Also when the past could not be read, which the client is told: the job is followed all the same, and its end must come.
            subscriptions.Release(present, evenIfTold: !replayed);
        }
    }

    /// <summary>Tells the present state of the caller's own jobs that are not at their end.</summary>
    public async Task TellOwnJobsAsync(CancellationToken cancellationToken)
    {
        var query = new JobQuery { Owner = caller.UserId, Statuses = [JobStatus.Uploading, JobStatus.Pending, JobStatus.Processing], Limit = MaxOwnJobs };
        var page = await jobs.ListAsync(caller, query, cancellationToken);
        foreach (var job in page.Jobs)
        {
            subscriptions.Accept(await jobs.GetProgressAsync(caller, job.Id, cancellationToken), evenIfOwn: true);
        }
    }

    /// <summary>Looks up the jobs of which nothing was heard lately: the bus may lose messages, the record does not.</summary>
    public Task ReconcileAsync(CancellationToken cancellationToken) => LookUpAsync(subscriptions.TakeSilent(), cancellationToken);

    /// <summary>Makes good what the bus says it may have lost, until cancelled.</summary>
    public async Task FollowGapsAsync(CancellationToken cancellationToken)
    {
        await foreach (var since in subscriptions.Gaps.ReadAllAsync(cancellationToken))
        {
            do
            {
                await Task.Delay(GapSpread * Random.Shared.NextDouble(), clock, cancellationToken);
            }
            while (!await TryMakeGoodAsync(since, cancellationToken));
        }
    }

    private async Task<bool> TryMakeGoodAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        try
        {
            await LookUpAsync(subscriptions.LiveJobs(), cancellationToken);
            if (subscriptions.Follows(SocketChannels.Jobs))
            {
                await TellOwnJobsAsync(cancellationToken);
            }

            if (subscriptions.Follows(SocketChannels.Notifications))
            {
                await past.TellAsync(caller, since - ClockMargin, outbox, cancellationToken);
            }

            return true;
        }
        catch (DocumentProcessingException)
        {
            // A store is out of reach, perhaps the very one that the bus is on.
            return false;
        }
    }

    private async Task LookUpAsync(List<JobId> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            try
            {
                subscriptions.Accept(await jobs.GetProgressAsync(caller, id, cancellationToken), evenIfOwn: false);
            }
            catch (DocumentProcessingException exception) when (exception.Category == ErrorCategory.NotFound)
            {
                subscriptions.Drop(id);
            }
        }
    }

    // Events are stored before they are published: once the history holds all that came in meanwhile, live events go on where it ends.
    private async Task<bool> ReplayAsync(JobId id, long since, CancellationToken cancellationToken)
    {
        var (before, after) = (since - 1, since);
        for (var round = 0; round < MaxCatchUps && after > before; round++)
        {
            before = after;
            IReadOnlyList<ProgressEvent> events;
            do
            {
                events = await jobs.GetHistoryAsync(caller, id, after, HistoryPage, cancellationToken);
                foreach (var progress in events)
                {
                    await outbox.PostAsync(new SharedProgress(progress).Text, cancellationToken);
                    after = progress.Sequence;
                    subscriptions.Told(progress);
                }
            }
            while (events.Count == HistoryPage);

            if (!subscriptions.HoldsBeyond(id, after + 1))
            {
                break;
            }
        }

        return after > since;
    }
}
