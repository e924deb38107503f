using DocProcessing.Transport;

namespace DocProcessing.AspNetCore.Tests.Transport;

public sealed class SocketBlockPoolTests
{
    [Fact]
    public void A_block_is_lent_to_one_at_a_time_even_when_it_comes_back_twice()
    {
        using var pool = new SocketBlockPool(64 << 10);
        var block = pool.Rent(100);
        Assert.Equal(64 << 10, block.Memory.Length);

        block.Dispose();
        block.Dispose();

        Assert.Equal(1, pool.Idle);
        Assert.Same(block, pool.Rent());
        Assert.NotSame(block, pool.Rent());
    }

    [Fact]
    public void What_a_burst_needed_is_not_kept_for_ever()
    {
        using var pool = new SocketBlockPool(1 << 20);
        var lent = Enumerable.Range(0, 100).Select(_ => pool.Rent()).ToList();

        lent.ForEach(block => block.Dispose());

        Assert.Equal(64, pool.Idle);
    }

    [Fact]
    public void More_than_a_block_is_not_lent() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SocketBlockPool(4096).Rent(4097));
}
