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

        // Made when somebody looks: mapping is not to open the store, since the host says at its start what is wrong with that.
        var dashboard = new Lazy<RequestDelegate>(() => MakeDashboard(app));
        app.Map(DashboardPath + "/{**path}", context => dashboard.Value(context)).RequireAuthorization(DocumentProcessingPolicies.Operator).ExcludeFromDescription();
    }

    private static RequestDelegate MakeDashboard(IEndpointRouteBuilder app)
    {
        var storage = app.ServiceProvider.GetRequiredKeyedService<JobStorage>(HangfireQueueBuilderExtensions.StorageKey);

        // The endpoint's policy decides who may. A bearer token is sent by no page of another site, so there is nothing to forge.
        var options = new DashboardOptions { Authorization = [], IgnoreAntiforgeryToken = true, AppPath = null };
        var pipeline = app.CreateApplicationBuilder();
        pipeline.UsePathBase(DashboardPath);
        pipeline.UseMiddleware<AspNetCoreDashboardMiddleware>(storage, options, DashboardRoutes.Routes);
        return pipeline.Build();
    }

    private static string Chosen(IConfiguration configuration) =>
        configuration[Variable] is { Length: > 0 } chosen ? chosen.ToLowerInvariant() : "inprocess";

    private sealed class ChosenQueue;
}
