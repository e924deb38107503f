namespace DocProcessing.Resources;

/// <summary>Turns samples into present use. Not for concurrent use.</summary>
internal sealed class ResourceMeter
{
    // One busy second must not stop admission, ten must: a sample's weight falls to a third in this time.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(3);

    private readonly IResourceSampler _sampler;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _interval;
    private ResourceSample _last;
    private long _lastAt;

    public ResourceMeter(IResourceSampler sampler, TimeProvider clock, TimeSpan interval)
    {
        (_sampler, _clock, _interval) = (sampler, clock, interval);
        (_last, _lastAt) = (sampler.Read(), clock.GetTimestamp());
    }

    public double CpuFraction { get; private set; }

    public long MemoryBytes => _last.MemoryBytes;

    /// <summary>Measures again when the last sample is older than the interval: so nobody needs a timer to ask.</summary>
    public void Refresh()
    {
        var elapsed = _clock.GetElapsedTime(_lastAt);
        if (elapsed < _interval)
        {
            return;
        }

        var sample = _sampler.Read();
        var share = (sample.CpuTime - _last.CpuTime) / (elapsed * _sampler.Processors);
        var weight = 1 - Math.Exp(-elapsed / Memory);
        CpuFraction += weight * (Math.Clamp(share, 0, 1) - CpuFraction);
        (_last, _lastAt) = (sample, _clock.GetTimestamp());
    }
}
