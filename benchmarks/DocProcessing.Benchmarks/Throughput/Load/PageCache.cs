namespace DocProcessing.Benchmarks.Throughput.Load;

/// <summary>Touches the memory that files are going to lie in: a virtual machine gives free memory back within seconds, and pays for its first use.</summary>
internal static class PageCache
{
    // A server may keep a temporary copy of what it is sent.
    private const int Copies = 2;

    public static void Warm(string directory, long bytes)
    {
        var path = Path.Combine(directory, "warm-up");
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            var block = new byte[1 << 20];
            for (long offset = 0; offset < bytes * Copies; offset += block.Length)
            {
                RandomAccess.Write(file, block, offset);
            }
        }

        File.Delete(path);
    }
}
