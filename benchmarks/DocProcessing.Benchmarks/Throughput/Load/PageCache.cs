namespace DocProcessing.Benchmarks.Throughput.Load;

/// <summary>Touches the memory that files are going to lie in: a virtual machine that has given it back pays for its first use.</summary>
internal static class PageCache
{
    private const long Bytes = 1 << 30;

    public static void Warm(string directory)
    {
        var path = Path.Combine(directory, "warm-up");
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            var block = new byte[1 << 20];
            for (long offset = 0; offset < Bytes; offset += block.Length)
            {
                RandomAccess.Write(file, block, offset);
            }
        }

        File.Delete(path);
    }
}
