using DocProcessing.Progress;

namespace DocProcessing.WebSockets;

/// <summary>Tells again, from the records of jobs, what a user was not there to hear.</summary>
internal sealed class PastNotifications(IJobService jobs)
{
    private const int Page = 200;
    private const int MaxPages = 5;

    private static readonly JobStatus[] Ended = [.. Enum.GetValues<JobStatus>().Where(status => status.IsTerminal())];

    public async Task TellAsync(Caller caller, DateTimeOffset since, Outbox outbox, CancellationToken cancellationToken)
    {
        var query = new JobQuery { Owner = caller.UserId, Statuses = Ended, Limit = Page };
        var found = new List<Job>();
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await jobs.ListAsync(caller, query, cancellationToken);
            found.AddRange(answer.Jobs.Where(job => job.FinishedAt > since));
            if (answer.NextCursor is null)
            {
                break;
            }

            query = query with { Cursor = answer.NextCursor };
        }

        foreach (var job in found.OrderBy(job => job.FinishedAt))
        {
            await outbox.PostAsync(new SharedNotification(Notifications.Of(job)).Text, cancellationToken);
        }
    }
}
