using DocProcessing.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Core.Tests.RateLimiting;

public sealed class LocalRateCountersTests : RateCountersConformance
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);
    private readonly LocalRateCounters _counters;

    public LocalRateCountersTests() => _counters = new LocalRateCounters(_clock);

    protected override Task<IRateCounters> CreateAsync() => Task.FromResult<IRateCounters>(_counters);

    protected override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }
}
