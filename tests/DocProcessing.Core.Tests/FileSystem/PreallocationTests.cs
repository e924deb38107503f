using DocProcessing.FileSystem;

namespace DocProcessing.Core.Tests.FileSystem;

/// <summary>Who may take how much of the disk in advance. Free space is measured while others use the disk: by sizes that stand out.</summary>
public sealed class PreallocationTests : IDisposable
{
    private const long Size = 2L << 30;
    private const long Noise = Size / 2;

    private readonly TemporaryRoot _root = new();

    private long Free => new DriveInfo(_root.Path).AvailableFreeSpace;

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(true, 0L, true)]
    [InlineData(true, long.MaxValue, false)]
    [InlineData(false, 0L, false)]
    public void Space_is_taken_in_advance_only_above_the_reserve(bool preallocate, long reserve, bool expected)
    {
        Assert.SkipUnless(Free > Size + Noise, "The disk is nearly full.");
        var preallocation = new Preallocation(
            new FileSystemStorageOptions { Preallocate = preallocate, PreallocationReserveBytes = reserve }, _root.Path);
        var before = Free;

        using var file = preallocation.Create(Path.Combine(_root.Path, "data"), FileShare.None, Size);

        Assert.Equal(expected, before - Free > Noise);
    }

    [Fact]
    public void Many_at_once_leave_the_reserve_too()
    {
        Assert.SkipUnless(Free > Size + Noise, "The disk is nearly full.");
        var preallocation = new Preallocation(new FileSystemStorageOptions { PreallocationReserveBytes = Free - Size }, _root.Path);
        var before = Free;

        Parallel.For(0, 16, number => preallocation.Create(Path.Combine(_root.Path, $"{number}"), FileShare.None, Size - Noise).Dispose());

        Assert.InRange(before - Free, 0, Size + Noise);
    }
}
