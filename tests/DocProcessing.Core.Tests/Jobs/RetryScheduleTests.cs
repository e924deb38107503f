using DocProcessing.Jobs;
using Microsoft.Extensions.Options;

namespace DocProcessing.Core.Tests.Jobs;

public sealed class RetryScheduleTests
{
    [Theory]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 1, 4)]
    [InlineData(4, 1, 8)]
    [InlineData(4, 0.5, 4.5)]
    [InlineData(60, 1, 300)]
    public void The_delay_doubles_up_to_its_limit_and_is_spread_by_chance(int attempt, double chance, double seconds)
    {
        var schedule = new RetrySchedule(Options.Create(new JobOptions()), () => chance);

        Assert.Equal(TimeSpan.FromSeconds(seconds), schedule.DelayBefore(attempt));
    }
}
