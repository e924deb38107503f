using DocProcessing.Conformance;
using DocProcessing.InProcess;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Core.Tests.InProcess;

public sealed class InProcessQueueConformanceTests : JobQueueConformance
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    protected override TimeProvider Clock => _clock;

    protected override TimeSpan Delay => TimeSpan.FromMinutes(10);

    protected override Task<IJobQueue> CreateAsync() => Task.FromResult<IJobQueue>(
        new InProcessJobQueue(Options.Create(new InProcessQueueOptions()), _clock, NullLogger<InProcessJobQueue>.Instance));

    protected override Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }
}
