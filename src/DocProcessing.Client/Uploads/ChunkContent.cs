using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace DocProcessing.Client.Uploads;

/// <summary>The form that carries one part, written in blocks so that somebody sees them go.</summary>
internal sealed class ChunkContent : HttpContent
{
    private const int LeastBytes = 64 << 10;
    private const int MostBytes = 1 << 20;

    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(50);

    private readonly UploadPart _part;
    private readonly Action<int> _onSent;
    private readonly byte[] _head;
    private readonly byte[] _tail;

    public ChunkContent(string uploadId, UploadPart part, Action<int> onSent)
    {
        (_part, _onSent) = (part, onSent);
        var boundary = Guid.NewGuid().ToString("n");
        Headers.ContentType = new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new NameValueHeaderValue("boundary", boundary) } };
        _head = Encoding.ASCII.GetBytes(
            Field(boundary, "upload_id", uploadId) +
            Field(boundary, "part_number", part.Number.ToString(CultureInfo.InvariantCulture)) +
            Field(boundary, "chunk_hash", part.Hash) +
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"chunk_file\"; filename=\"chunk\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        _tail = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _part.Lend();
        try
        {
            await stream.WriteAsync(_head, cancellationToken);
            var block = LeastBytes;
            for (var sent = 0; sent < _part.Length;)
            {
                var started = Stopwatch.GetTimestamp();
                var count = Math.Min(block, _part.Length - sent);
                await stream.WriteAsync(_part.Bytes.Slice(sent, count), cancellationToken);
                _onSent(count);
                sent += count;

                // A fast line is not held up by many small writes; on a slow one somebody wants to see bytes go.
                block = Stopwatch.GetElapsedTime(started) < Quick ? Math.Min(block * 2, MostBytes) : LeastBytes;
            }

            await stream.WriteAsync(_tail, cancellationToken);
        }
        finally
        {
            _part.GiveBack();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _head.Length + _part.Length + _tail.Length;
        return true;
    }

    private static string Field(string boundary, string name, string value) =>
        $"--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";
}
