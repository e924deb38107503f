namespace DocProcessing.S3.Tests;

public sealed class BlockPoolTests
{
    [Fact]
    public void Blocks_are_used_again_and_all_together_never_exceed_the_limit()
    {
        using var pool = new BlockPool(100);
        var (first, second) = (pool.Rent(40), pool.Rent(40));
        pool.Return(first);
        Assert.Same(first, pool.Rent(40));
        pool.Return(first);
        pool.Return(second);

        // Two of 40 lie there unused: one must go for one of 60, and both for one of 100.
        var large = pool.Rent(60);
        Assert.True(first.IsClosed);
        Assert.False(second.IsClosed);
        pool.Return(large);
        using var largest = pool.Rent(100);
        Assert.True(second.IsClosed && large.IsClosed);
    }
}
