namespace DocProcessing.EndToEnd.Documents;

/// <summary>A text of any length that is never whole in memory: one block over and over, numbered so that no two parts are equal.</summary>
internal sealed class RepeatingText
{
    private readonly byte[] _block = Prose.Bytes(seed: 5, 1 << 20)[..(1 << 20)];

    /// <summary>Fills a buffer with what stands at an offset.</summary>
    public void Fill(long offset, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var (number, start) = Math.DivRem(offset, _block.Length);
            var count = Math.Min(buffer.Length, _block.Length - (int)start);
            _block.AsSpan((int)start, count).CopyTo(buffer);
            Stamp(number, (int)start, buffer[..count]);
            buffer = buffer[count..];
            offset += count;
        }
    }

    private static void Stamp(long number, int start, Span<byte> buffer)
    {
        var stamp = System.Text.Encoding.ASCII.GetBytes($"\nblock{number:000000} ");
        for (var index = start; index < stamp.Length && index - start < buffer.Length; index++)
        {
            buffer[index - start] = stamp[index];
        }
    }
}
