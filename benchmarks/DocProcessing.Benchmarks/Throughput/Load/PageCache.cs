namespace DocProcessing.Benchmarks.Throughput.Load;

/// <summary>Touches the memory that files are going to lie in: a virtual machine gives free memory back within seconds, and pays for its first use.</summary>
internal static class PageCache
{
    // Some servers keep temporary copies of what is under way.
    private const int MarginBytes = 256 << 20;

    // What earlier measurements freed is being given back for so long. The memory is held meanwhile, so that it is not given back as well.
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(3);

    public static async Task WarmAsync(string directory, long bytes, CancellationToken stop)
    {
        var path = Path.Combine(directory, "warm-up");
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            var block = new byte[1 << 20];
            for (long offset = 0; offset < bytes + MarginBytes; offset += block.Length)
            {
                RandomAccess.Write(file, block, offset);
            }
        }

        await Task.Delay(Hold, stop);
        File.Delete(path);
    }
}
