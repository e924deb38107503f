using Microsoft.Extensions.Options;

namespace DocProcessing.Jobs;

/// <summary>Exponential backoff with full jitter, so that jobs that failed together do not come back together.</summary>
/// <remarks>See "Exponential Backoff And Jitter", AWS Architecture Blog, 2015. Never less than half of the base delay, so that a retry is not at once.</remarks>
internal sealed class RetrySchedule(IOptions<JobOptions> options, Func<double> random)
{
    public TimeSpan DelayBefore(int attempt)
    {
        var settings = options.Value;
        var longest = Math.Min(settings.RetryMaxDelay.TotalSeconds, settings.RetryBaseDelay.TotalSeconds * Math.Pow(2, Math.Max(0, attempt - 2)));
        var shortest = Math.Min(longest, settings.RetryBaseDelay.TotalSeconds / 2);
        return TimeSpan.FromSeconds(shortest + ((longest - shortest) * random()));
    }
}
