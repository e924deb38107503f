using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace DocProcessing.Benchmarks.Chunks;

/// <summary>A request's body that is made without copying the chunk.</summary>
internal sealed class ChunkContent : HttpContent
{
    private const string Boundary = "----chunk-boundary-5d1f0c";

    private static readonly byte[] End = Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n");

    private readonly byte[] _before;
    private readonly byte[] _after;

    private ChunkContent(byte[] before, byte[] after, string contentType)
    {
        (_before, _after) = (before, after);
        Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
    }

    public static ChunkContent Raw() => new([], [], "application/octet-stream");

    public static ChunkContent Form(UploadId upload, int partNumber)
    {
        var form = string.Concat(
            Field("upload_id", upload.Value),
            Field("part_number", $"{partNumber}"),
            Field("total_parts", $"{Payload.Parts}"),
            Field("chunk_hash", Payload.Md5.Hex),
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"chunk_file\"; filename=\"blob\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        return new(Encoding.ASCII.GetBytes(form), End, $"multipart/form-data; boundary={Boundary}");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_before, cancellationToken);
        await stream.WriteAsync(Payload.Bytes, cancellationToken);
        await stream.WriteAsync(_after, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _before.Length + Payload.PartBytes + _after.Length;
        return true;
    }

    private static string Field(string name, string value) => $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";
}
