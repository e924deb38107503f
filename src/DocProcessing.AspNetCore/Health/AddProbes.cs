using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DocProcessing.Health;

/// <summary>Registers a health check for each probe.</summary>
internal sealed class AddProbes(IEnumerable<IHealthProbe> probes, IOptions<HttpApiOptions> options, TimeProvider clock, ILogger<ProbeCheck> logger) : IConfigureOptions<HealthCheckServiceOptions>
{
    public const string Tag = "docprocessing";

    public void Configure(HealthCheckServiceOptions health)
    {
        foreach (var component in probes.GroupBy(probe => probe.Component))
        {
            foreach (var (probe, number) in component.Select((probe, index) => (probe, index + 1)))
            {
                health.Registrations.Add(new HealthCheckRegistration(
                    number == 1 ? probe.Component : $"{probe.Component}-{number}",
                    new ProbeCheck(probe, options.Value.HealthProbeTimeout, clock, logger),
                    HealthStatus.Unhealthy,
                    [Tag]));
            }
        }
    }
}
