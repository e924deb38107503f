using DocProcessing.Access;

namespace DocProcessing.Jobs;

/// <summary>Lists jobs by page.</summary>
internal sealed class JobListing(IJobService jobs, CallerReader callers)
{
    // Less than a service gives (JobQuery.MaxLimit): each job that is not at its end is looked up once more.
    public const int MaxPage = 200;

    private const int DefaultPage = 50;

    public async Task<JobListResponse> ListAsync(HttpContext context, string[]? status, int? limit, string? cursor)
    {
        var caller = callers.Read(context);
        var query = new JobQuery
        {
            Statuses = [.. (status ?? []).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(ParseStatus).Distinct()],
            Limit = RequestErrors.Within(limit, 1, MaxPage, DefaultPage, "limit"),
            Cursor = string.IsNullOrEmpty(cursor) ? null : JobId.TryParse(cursor, null, out var id) ? id : throw RequestErrors.Invalid("cursor is the next_cursor of an earlier page."),
        };
        var page = await jobs.ListAsync(caller, query, context.RequestAborted);
        var views = new List<JobView>(page.Jobs.Count);
        foreach (var job in page.Jobs)
        {
            views.Add(JobViews.Of(job, await ProgressOfAsync(caller, job, context.RequestAborted)));
        }

        return new JobListResponse(views, page.NextCursor?.Value);
    }

    // What ended needs no look-up: its record tells how far it came.
    private async Task<ProgressEvent?> ProgressOfAsync(Caller caller, Job job, CancellationToken cancellationToken)
    {
        if (job.Status.IsTerminal())
        {
            return null;
        }

        try
        {
            return await jobs.GetProgressAsync(caller, job.Id, cancellationToken);
        }
        catch (DocumentProcessingException exception) when (exception.Code == ErrorCodes.JobNotFound)
        {
            // Deleted between the two reads.
            return null;
        }
    }

    private static JobStatus ParseStatus(string text) =>
        Enum.TryParse<JobStatus>(text, ignoreCase: true, out var status) && Enum.IsDefined(status) && !char.IsAsciiDigit(text[0])
            ? status
            : throw RequestErrors.Invalid($"status is one of {string.Join(", ", Enum.GetNames<JobStatus>().Select(name => name.ToLowerInvariant()))}.");
}
