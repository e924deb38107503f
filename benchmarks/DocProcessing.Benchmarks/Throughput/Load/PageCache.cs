namespace DocProcessing.Benchmarks.Throughput.Load;

/// <summary>Touches the memory that files are going to lie in: a virtual machine that has given it back pays for its first use.</summary>
internal static class PageCache
{
    public static void Warm(string directory, long bytes)
    {
        var path = Path.Combine(directory, "warm-up");
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            var block = new byte[1 << 20];
            for (long offset = 0; offset < bytes; offset += block.Length)
            {
                RandomAccess.Write(file, block, offset);
            }
        }

        File.Delete(path);
    }
}
