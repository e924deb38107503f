using DocProcessing.Quartz.Engine;
using Microsoft.Extensions.Options;
using Quartz;

namespace DocProcessing.Quartz;

/// <summary>Tries whether the engine's store answers.</summary>
internal sealed class QuartzQueueProbe(TicketScheduler engine, IOptions<QuartzQueueOptions> options) : IHealthProbe
{
    public string Component => "queue";

    public async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        var scheduler = await engine.OpenAsync(cancellationToken);
        await scheduler.Exists(new TriggerKey("probe", options.Value.SchedulerName), cancellationToken);
        return $"Quartz.NET on {(engine.IsOwn ? engine.Store : "the host's scheduler")}";
    }
}
