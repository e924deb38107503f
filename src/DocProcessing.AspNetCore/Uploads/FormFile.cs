using System.IO.Pipelines;

namespace DocProcessing.Uploads;

/// <summary>The file of a form, read once: through <see cref="Content"/>, or as the stream that it is.</summary>
internal sealed class FormFile(PipeReader content, string? fileName, string? contentType) : Stream
{
    private readonly Stream _stream = content.AsStream();
    private long _read;
    private bool _ended;

    /// <summary>Gets the bytes where they arrived.</summary>
    public PipeReader Content => content;

    public string? FileName { get; } = fileName;

    public string? ContentType { get; } = contentType;

    /// <summary>Gets or sets what to say to a file that is longer than <see cref="MaxBytes"/>.</summary>
    public Func<Exception>? WhenTooLarge { get; init; }

    /// <summary>Gets the largest size in bytes; checked when <see cref="WhenTooLarge"/> is set.</summary>
    public long MaxBytes { get; init; }

    /// <summary>Gets what must hold when the file is at its end, before whoever reads it learns that it is.</summary>
    public Func<CancellationToken, Task>? BeforeEnd { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public FormFile With(long maxBytes, Func<Exception> whenTooLarge, Func<CancellationToken, Task> beforeEnd) =>
        new(content, FileName, ContentType) { MaxBytes = maxBytes, WhenTooLarge = whenTooLarge, BeforeEnd = beforeEnd };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _ended)
        {
            return 0;
        }

        var count = await _stream.ReadAsync(buffer, cancellationToken);
        _read += count;
        if (WhenTooLarge is not null && _read > MaxBytes)
        {
            throw WhenTooLarge();
        }

        if (count == 0)
        {
            if (BeforeEnd is not null)
            {
                await BeforeEnd(cancellationToken);
            }

            _ended = true;
        }

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The body is read asynchronously only.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
