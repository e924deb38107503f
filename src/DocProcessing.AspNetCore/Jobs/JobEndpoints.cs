using DocProcessing.Access;
using DocProcessing.OpenApi;
using DocProcessing.RateLimiting;

namespace DocProcessing.Jobs;

internal static class JobEndpoints
{
    private const int DefaultHistoryPage = 100;

    public static void Map(IEndpointRouteBuilder documents)
    {
        var group = documents.MapGroup("/jobs").WithTags("Jobs").WithMetadata(new CountsAs(RequestKind.Request));

        group.MapGet(string.Empty, async (HttpContext context, JobListing listing, string[]? status, int? limit, string? cursor) =>
                TypedResults.Json(await listing.ListAsync(context, status, limit, cursor), HttpJson.Wire.JobListResponse))
            .Describe("list_jobs", "Lists jobs, newest first.", $"The caller's own; everybody's for an operator. status may be repeated or hold several, divided by commas. limit goes up to {JobListing.MaxPage}.")
            .Produces<JobListResponse>()
            .Fails(400, 429);

        group.MapGet("/{job_id}", async (HttpContext context, string job_id, IJobService jobs, CallerReader callers) =>
            {
                var (caller, id) = (callers.Read(context), Parse(job_id));
                return await ViewAsync(jobs, caller, await jobs.GetAsync(caller, id, context.RequestAborted), context.RequestAborted);
            })
            .Describe("get_job", "Shows a job.")
            .Produces<JobView>()
            .Fails(404, 429);

        group.MapGet("/{job_id}/history", async (HttpContext context, string job_id, long? after, int? limit, IJobService jobs, CallerReader callers) =>
            {
                var id = Parse(job_id);
                var page = RequestErrors.Within(limit, 1, JobQuery.MaxLimit, DefaultHistoryPage, "limit");
                var from = after is < 0 ? throw RequestErrors.Invalid("after is a sequence number, from 0.") : after ?? 0;
                var events = await jobs.GetHistoryAsync(callers.Read(context), id, from, page, context.RequestAborted);
                return TypedResults.Json(new HistoryResponse(id.Value, [.. events.Select(JobViews.Of)]), HttpJson.Wire.HistoryResponse);
            })
            .Describe("get_job_history", "Reads a job's events in order.", $"after is the sequence number after which to start. limit goes up to {JobQuery.MaxLimit}.")
            .Produces<HistoryResponse>()
            .Fails(400, 404, 429);

        group.MapGet("/{job_id}/events", (HttpContext context, string job_id, JobEventStream stream) => stream.HandleAsync(context, Parse(job_id)))
            .Describe("stream_job_events", "Streams a job's events as server-sent events.", "Replays what came after Last-Event-ID, goes on live, and ends after the terminal event.")
            .WithMetadata(new RequestHeader("Last-Event-ID", "The sequence number after which to start."), OtherBody.EventStream)
            .Fails(404, 429);

        group.MapPost("/{job_id}/cancel", async (HttpContext context, string job_id, IJobService jobs, CallerReader callers) =>
            {
                var caller = callers.Read(context);
                return await ViewAsync(jobs, caller, await jobs.CancelAsync(caller, Parse(job_id), context.RequestAborted), context.RequestAborted);
            })
            .Describe("cancel_job", "Cancels a job: a waiting one at once, a running one within moments.")
            .Produces<JobView>()
            .Fails(404, 409, 429);

        group.MapPost("/{job_id}/retry", async (HttpContext context, string job_id, IJobService jobs, CallerReader callers) =>
            {
                var caller = callers.Read(context);
                return await ViewAsync(jobs, caller, await jobs.RetryAsync(caller, Parse(job_id), context.RequestAborted), context.RequestAborted);
            })
            .Describe("retry_job", "Runs a failed job again, from the stage that failed.")
            .Produces<JobView>()
            .Fails(404, 409, 429);
    }

    private static async Task<IResult> ViewAsync(IJobService jobs, Caller caller, Job job, CancellationToken cancellationToken) =>
        TypedResults.Json(JobViews.Of(job, await jobs.GetProgressAsync(caller, job.Id, cancellationToken)), HttpJson.Wire.JobView);

    private static JobId Parse(string text) => RequestErrors.ParseId<JobId>(text, ErrorCodes.JobNotFound, "job");
}
