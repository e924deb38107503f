using Hangfire;
using Hangfire.Dashboard;

namespace DocProcessing.Host;

/// <summary>Which engine queues the jobs: <c>TASK_QUEUE_BACKEND</c> is inprocess, hangfire or quartz. The engine's own section says where it keeps them.</summary>
internal static class QueueChoice
{
    private const string Variable = "TASK_QUEUE_BACKEND";
    private const string DashboardPath = "/hangfire";

    public static IDocumentProcessingBuilder UseChosenQueue(this IDocumentProcessingBuilder builder, IConfiguration configuration)
    {
        switch (Chosen(configuration))
        {
            case "inprocess":
                return builder;
            case "hangfire":
                return builder.UseHangfireQueue();
            case "quartz":
                return builder.UseQuartzQueue();
            default:
                // Told together with every other wrong setting.
                builder.Services.AddOptions<ChosenQueue>()
                    .Validate(_ => false, $"{Variable} is '{configuration[Variable]}': give inprocess, hangfire or quartz.")
                    .ValidateOnStart();
                return builder;
        }
    }

    /// <summary>Mounts the engine's dashboard, where it has one, for operators.</summary>
    public static void MapQueueDashboard(this WebApplication app)
    {
        if (Chosen(app.Configuration) != "hangfire")
        {
            return;
        }

        var storage = app.Services.GetRequiredKeyedService<JobStorage>(HangfireQueueBuilderExtensions.StorageKey);

        // The endpoint's policy decides who may. A bearer token is sent by no page of another site, so there is nothing to forge.
        var options = new DashboardOptions { Authorization = [], IgnoreAntiforgeryToken = true, AppPath = null };
        var dashboard = ((IEndpointRouteBuilder)app).CreateApplicationBuilder();
        dashboard.UsePathBase(DashboardPath);
        dashboard.UseMiddleware<AspNetCoreDashboardMiddleware>(storage, options, DashboardRoutes.Routes);
        app.Map(DashboardPath + "/{**path}", dashboard.Build()).RequireAuthorization(DocumentProcessingPolicies.Operator).ExcludeFromDescription();
    }

    private static string Chosen(IConfiguration configuration) =>
        configuration[Variable] is { Length: > 0 } chosen ? chosen.ToLowerInvariant() : "inprocess";

    private sealed class ChosenQueue;
}
