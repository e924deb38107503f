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
    }
}
