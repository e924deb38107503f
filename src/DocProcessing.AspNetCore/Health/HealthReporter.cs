using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DocProcessing.Health;

/// <summary>Asks the components, at most once in a second: anybody may call the health endpoints, and as often as they like.</summary>
internal sealed class HealthReporter(HealthCheckService checks, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private (HealthReport Report, long At)? _last;

    public async Task<HealthReport> ReportAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is { } last && clock.GetElapsedTime(last.At) < Fresh)
            {
                return last.Report;
            }

            var report = await checks.CheckHealthAsync(check => check.Tags.Contains(AddProbes.Tag), cancellationToken);
            _last = (report, clock.GetTimestamp());
            return report;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
