using System.Buffers;

namespace DocProcessing.Uploads;

/// <summary>Brings a part's bytes to its receiver in large blocks.</summary>
internal static class PartPump
{
    // The reader looks through all it has buffered at each read: few, full reads cost less.
    public const int BlockBytes = 256 << 10;

    public static async Task PumpAsync(Stream source, IPartReceiver receiver, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            var left = receiver.Length;
            int count;
            while ((count = await FillAsync(source, block, left + 1, cancellationToken)) > 0)
            {
                left -= count;
                if (left < 0)
                {
                    throw LongerThan(receiver.Length);
                }

                await receiver.WriteAsync(block.AsMemory(0, count), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Reads as much as goes into a block.</summary>
    public static ValueTask<int> FillAsync(Stream source, byte[] block, long most, CancellationToken cancellationToken)
    {
        var wanted = (int)Math.Min(BlockBytes, most);
        return source.ReadAtLeastAsync(block.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancellationToken);
    }

    public static DocumentProcessingException LongerThan(long length) =>
        new(ErrorCategory.Unprocessable, ErrorCodes.PartLengthMismatch, $"The part is longer than the {length} bytes it must have.");
}
