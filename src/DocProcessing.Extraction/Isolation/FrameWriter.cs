using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DocProcessing.Extraction.Isolation;

/// <summary>Writes frames: a length of four bytes, a kind of one, and JSON. Frames gather until flushed or until there are many.</summary>
internal sealed class FrameWriter(Stream stream)
{
    private const int FlushSize = 128 * 1024;
    private const int HeaderSize = 5;

    private readonly ArrayBufferWriter<byte> _frames = new(FlushSize);
    private readonly ArrayBufferWriter<byte> _payload = new(64 * 1024);

    public async ValueTask WriteAsync<T>(FrameKind kind, T message, JsonTypeInfo<T> shape, CancellationToken cancellationToken)
    {
        Gather(kind, message, shape);
        if (_frames.WrittenCount >= FlushSize)
        {
            await FlushAsync(cancellationToken);
        }
    }

    /// <summary>Writes what waits, without a call back to a scheduler: for callers that cannot wait.</summary>
    public void WriteNow<T>(FrameKind kind, T message, JsonTypeInfo<T> shape)
    {
        Gather(kind, message, shape);
        stream.Write(_frames.WrittenSpan);
        stream.Flush();
        _frames.ResetWrittenCount();
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_frames.WrittenMemory, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        _frames.ResetWrittenCount();
    }

    private void Gather<T>(FrameKind kind, T message, JsonTypeInfo<T> shape)
    {
        _payload.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_payload, new JsonWriterOptions { Encoder = shape.Options.Encoder, SkipValidation = true }))
        {
            JsonSerializer.Serialize(json, message, shape);
        }

        var header = _frames.GetSpan(HeaderSize);
        BinaryPrimitives.WriteInt32LittleEndian(header, _payload.WrittenCount);
        header[4] = (byte)kind;
        _frames.Advance(HeaderSize);
        _frames.Write(_payload.WrittenSpan);
    }
}
