namespace DocProcessing.Core.Tests.Engine;

/// <summary>A body that stops in the middle until it is let go.</summary>
internal sealed class HeldStream(TaskCompletionSource started, Task letGo) : MemoryStream("first half, second half"u8.ToArray())
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position > 0)
        {
            started.TrySetResult();
            await letGo;
        }

        return await base.ReadAsync(buffer[..Math.Min(buffer.Length, 12)], cancellationToken);
    }
}
