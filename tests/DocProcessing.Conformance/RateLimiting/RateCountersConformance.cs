namespace DocProcessing.Conformance;

/// <summary>What every <see cref="IRateCounters"/> promises.</summary>
public abstract class RateCountersConformance
{
    // So long that a slow machine does not leave it in mid-test.
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes a node's counters. Calls within one test make nodes that count together, or return the only one.</summary>
    protected abstract Task<IRateCounters> CreateAsync();

    /// <summary>Lets time pass for the counters.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    [Fact]
    public async Task A_key_has_its_limit_over_all_nodes_and_no_more()
    {
        var nodes = new[] { await CreateAsync(), await CreateAsync() };

        for (var count = 0; count < 10; count++)
        {
            Assert.Null(await nodes[count % 2].TryTakeAsync("a", 10, Long, Token));
        }

        foreach (var node in nodes)
        {
            var wait = await node.TryTakeAsync("a", 10, Long, Token);
            Assert.InRange(wait!.Value, TimeSpan.FromTicks(1), 2 * Long);
        }
    }

    [Fact]
    public async Task Of_many_at_once_as_many_pass_as_may()
    {
        var nodes = new[] { await CreateAsync(), await CreateAsync() };

        var taken = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(async () => await nodes[number % 2].TryTakeAsync("a", 50, Long, Token))));

        Assert.Equal(50, taken.Count(wait => wait is null));
    }

    [Fact]
    public async Task Keys_and_windows_do_not_count_for_each_other()
    {
        var counters = await CreateAsync();
        Assert.Null(await counters.TryTakeAsync("a", 1, Long, Token));
        Assert.NotNull(await counters.TryTakeAsync("a", 1, Long, Token));

        Assert.Null(await counters.TryTakeAsync("b", 1, Long, Token));
        Assert.Null(await counters.TryTakeAsync("a", 1, 2 * Long, Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Whoever_waits_as_told_may_go(int limit)
    {
        var counters = await CreateAsync();
        var window = TimeSpan.FromSeconds(1);
        var refusals = 0;
        for (var count = 0; count < 50 && refusals < 2; count++)
        {
            if (await counters.TryTakeAsync("a", limit, window, Token) is { } wait)
            {
                refusals++;
                Assert.InRange(wait, TimeSpan.FromTicks(1), 2 * window);
                await PassAsync(wait + TimeSpan.FromMilliseconds(1));
                Assert.Null(await counters.TryTakeAsync("a", limit, window, Token));
            }
        }

        Assert.Equal(2, refusals);
    }
}
