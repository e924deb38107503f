using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DocProcessing.Health;

/// <summary>Makes a health check of a probe. Why it failed is for the log; who asks may be anybody.</summary>
internal sealed partial class ProbeCheck(IHealthProbe probe, TimeSpan timeout, TimeProvider clock, ILogger<ProbeCheck> logger) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var late = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            // A probe that does not listen to its token is left behind.
            return HealthCheckResult.Healthy(await probe.ProbeAsync(either.Token).WaitAsync(either.Token));
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            LogSilent(probe.Component, timeout);
            return new HealthCheckResult(context.Registration.FailureStatus, "It did not answer in time.");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception, probe.Component);
            return new HealthCheckResult(context.Registration.FailureStatus, "It does not work.");
        }
    }

    [LoggerMessage(4201, LogLevel.Warning, "Component {Component} does not work")]
    private partial void LogFailed(Exception exception, string component);

    [LoggerMessage(4202, LogLevel.Warning, "Component {Component} did not answer within {Timeout}")]
    private partial void LogSilent(string component, TimeSpan timeout);
}
