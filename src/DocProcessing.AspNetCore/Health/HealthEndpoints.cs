using DocProcessing.OpenApi;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace DocProcessing.Health;

internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/health").WithTags("Health").AllowAnonymous();

        group.MapGet(string.Empty, (HttpContext context, HealthReporter reporter, IAuthorizationService authorization) => AnswerAsync(context, reporter, authorization))
            .Describe("get_health", "Names every component and tells whether it works.", "An operator is told more of each.")
            .Produces<HealthView>()
            .Produces<HealthView>(StatusCodes.Status503ServiceUnavailable);

        group.MapGet("/live", (HttpContext context, CancellationToken _) => WriteAsync(context, new HealthView("healthy"), StatusCodes.Status200OK))
            .Describe("get_liveness", "Answers as long as the process does.")
            .Produces<HealthView>();

        group.MapGet("/ready", (HttpContext context, HealthReporter reporter, IAuthorizationService authorization, IHostApplicationLifetime lifetime) =>
                lifetime.ApplicationStopping.IsCancellationRequested
                    ? WriteAsync(context, new HealthView("stopping"), StatusCodes.Status503ServiceUnavailable)
                    : AnswerAsync(context, reporter, authorization))
            .Describe("get_readiness", "Tells whether this node can take requests.")
            .Produces<HealthView>()
            .Produces<HealthView>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task AnswerAsync(HttpContext context, HealthReporter reporter, IAuthorizationService authorization)
    {
        var report = await reporter.ReportAsync(context.RequestAborted);

        // Free space and versions help whoever looks for a weakness, too.
        var access = await authorization.AuthorizeAsync(context.User, DocumentProcessingPolicies.Operator);
        await WriteAsync(context, HealthView.Of(report, access.Succeeded), report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private static Task WriteAsync(HttpContext context, HealthView view, int status)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(view, HttpJson.Wire.HealthView, statusCode: status).ExecuteAsync(context);
    }
}
