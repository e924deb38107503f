using System.IO.Pipelines;

namespace DocProcessing.Uploads;

/// <summary>Brings a part's bytes to its receiver, from the buffers in which they arrived.</summary>
internal static class PartPump
{
    /// <summary>How many bytes are waited for, so that each of them costs little.</summary>
    public const int BlockBytes = 256 << 10;

    // Blocks that begin and end with a page of the file are written fastest.
    private const int PageBytes = 4 << 10;

    public static async Task PumpAsync(PipeReader source, IPartReceiver receiver, CancellationToken cancellationToken)
    {
        var left = receiver.Length;
        while (true)
        {
            var result = await source.ReadAtLeastAsync((int)Math.Min(BlockBytes, left + 1), cancellationToken);
            var bytes = result.IsCompleted ? result.Buffer : result.Buffer.Slice(0, result.Buffer.Length / PageBytes * PageBytes);
            try
            {
                left -= bytes.Length;
                if (left < 0)
                {
                    throw LongerThan(receiver.Length);
                }

                await receiver.WriteAsync(bytes, cancellationToken);
            }
            finally
            {
                source.AdvanceTo(bytes.End, result.Buffer.End);
            }

            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    public static DocumentProcessingException LongerThan(long length) =>
        new(ErrorCategory.Unprocessable, ErrorCodes.PartLengthMismatch, $"The part is longer than the {length} bytes it must have.");
}
