using System.Net;

namespace DocProcessing.EndToEnd.Documents;

/// <summary>A body that is sent as by a client with a slow line.</summary>
internal sealed class TrickleContent(byte[] bytes, int pieces, TimeSpan pause) : HttpContent
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the first pieces are on their way.</summary>
    public Task Started => _started.Task;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var size = (bytes.Length + pieces - 1) / pieces;
        for (var offset = 0; offset < bytes.Length; offset += size)
        {
            await stream.WriteAsync(bytes.AsMemory(offset, Math.Min(size, bytes.Length - offset)));
            await stream.FlushAsync();
            await Task.Delay(pause);
            if (offset >= size)
            {
                _started.TrySetResult();
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }
}
