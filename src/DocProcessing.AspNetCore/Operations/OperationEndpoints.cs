using DocProcessing.Access;
using DocProcessing.OpenApi;
using DocProcessing.RateLimiting;
using Microsoft.AspNetCore.Mvc;

namespace DocProcessing.Operations;

internal static class OperationEndpoints
{
    private const int MaxWindowMinutes = 24 * 60;
    private const int DefaultWindowMinutes = 60;

    private const int MaxEntries = 500;
    private const int DefaultEntries = 100;

    private const int MaxFindings = 1000;
    private const int DefaultFindings = 100;
    private const int MaxSafeAgeHours = 24 * 365;
    private const int DefaultSafeAgeHours = 24;

    public static void Map(IEndpointRouteBuilder documents)
    {
        var group = documents.MapGroup("/processing").WithTags("Operations").WithMetadata(new CountsAs(RequestKind.Request));

        group.MapGet("/metrics", async (HttpContext context, int? window_minutes, IProcessingMetrics metrics, CallerReader callers) =>
            {
                var window = TimeSpan.FromMinutes(RequestErrors.Within(window_minutes, 1, MaxWindowMinutes, DefaultWindowMinutes, "window_minutes"));
                var snapshot = await metrics.GetAsync(callers.Read(context), window, context.RequestAborted);
                return TypedResults.Json(MetricsView.Of(snapshot), HttpJson.Wire.MetricsView);
            })
            .RequireAuthorization(DocumentProcessingPolicies.Operator)
            .Describe("get_processing_metrics", "Shows queue, jobs, stages and this node's resources.", "Stages are counted over window_minutes.")
            .Produces<MetricsView>()
            .Fails(400, 403, 429);

        group.MapGet("/audit", async (HttpContext context, string? actor, string? subject, int? limit, long? before, [FromServices] IAuditTrail trail) =>
            {
                var query = new AuditQuery
                {
                    Actor = string.IsNullOrEmpty(actor) ? null : actor,
                    Subject = string.IsNullOrEmpty(subject) ? null : subject,
                    Limit = RequestErrors.Within(limit, 1, MaxEntries, DefaultEntries, "limit"),
                    BeforeSequence = before is < 1 ? throw RequestErrors.Invalid("before is the next_before of an earlier page.") : before,
                };
                var entries = await trail.ListAsync(query, context.RequestAborted);
                var next = entries.Count == query.Limit ? entries[^1].Sequence : (long?)null;
                return TypedResults.Json(new AuditResponse([.. entries.Select(AuditEntryView.Of)], next), HttpJson.Wire.AuditResponse);
            })
            .RequireAuthorization(DocumentProcessingPolicies.Admin)
            .Describe("list_audit_entries", "Lists who did what, the newest first.", $"For admins. actor is a user, subject the id of an upload, job or document. limit goes up to {MaxEntries}.")
            .Produces<AuditResponse>()
            .Fails(400, 403, 429);

        group.MapPost("/consistency", CheckConsistencyAsync)
            .RequireAuthorization(DocumentProcessingPolicies.Operator)
            .Describe(
                "check_consistency",
                "Compares storage with the records.",
                "Answers when it is through; a client that goes away stops it. repair deletes objects and uploads that nobody owns, and needs the admin role. "
                + $"checksums reads every document. safe_age_hours is how old something must be to count as unowned. limit goes up to {MaxFindings}.")
            .Produces<ConsistencyView>()
            .Fails(400, 403, 429);
    }

    private static async Task<IResult> CheckConsistencyAsync(
        HttpContext context, bool? repair, bool? checksums, int? safe_age_hours, int? limit, [FromServices] IConsistencyCheck check, CallerReader callers)
    {
        var request = new ConsistencyRequest
        {
            Repair = repair ?? false,
            VerifyChecksums = checksums ?? false,
            SafeAge = TimeSpan.FromHours(RequestErrors.Within(safe_age_hours, 1, MaxSafeAgeHours, DefaultSafeAgeHours, "safe_age_hours")),
            MaxFindings = RequestErrors.Within(limit, 0, MaxFindings, DefaultFindings, "limit"),
        };
        var report = await check.RunAsync(callers.Read(context), request, progress: null, context.RequestAborted);
        return TypedResults.Json(ConsistencyView.Of(report), HttpJson.Wire.ConsistencyView);
    }
}
