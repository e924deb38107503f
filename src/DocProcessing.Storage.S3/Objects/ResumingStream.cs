namespace DocProcessing.S3;

/// <summary>Reads an object as a stream that outlives a broken connection: it goes on where it stopped, as long as the object is the same.</summary>
internal sealed class ResumingStream(S3Objects objects, ObjectKey key, OpenedObject opened, long last, TimeSpan patience, TimeProvider clock) : Stream
{
    private const int MaxResumesInVain = 3;

    private OpenedObject _opened = opened;
    private long _position = opened.First;
    private long _end = opened.First + opened.Answer.ContentLength;
    private int _inVain;
    private CancellationTokenSource _stop = new(Timeout.InfiniteTimeSpan, clock);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var count = await ReadOnceAsync(buffer, cancellationToken);
                if (count > 0 || buffer.IsEmpty || _position == _end)
                {
                    _position += count;
                    _inVain = 0;
                    return count;
                }

                await ResumeAsync(new EndOfStreamException("The connection ended before the object did."), cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && S3Errors.IsPassing(exception))
            {
                await ResumeAsync(exception, cancellationToken);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("An object of the store is read asynchronously only.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _opened.Answer.Dispose();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads once, and for no longer than a connection that works would take.</summary>
    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await using var cancelled = cancellationToken.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        _stop.CancelAfter(patience);
        try
        {
            return await _opened.Answer.ResponseStream.ReadAsync(buffer, _stop.Token);
        }
        finally
        {
            if (!_stop.TryReset())
            {
                _stop.Dispose();
                _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
            }
        }
    }

    private async Task ResumeAsync(Exception cause, CancellationToken cancellationToken)
    {
        if (++_inVain > MaxResumesInVain)
        {
            throw new StorageUnavailableException("Storage broke off while an object was read.", cause) { RetryAfter = TimeSpan.FromSeconds(1) };
        }

        _opened.Answer.Dispose();
        _opened = await objects.OpenAsync(key, _position, last, _opened.Answer.ETag, cancellationToken)
            ?? throw new StorageException("An object became shorter while it was read.", cause);
        _end = _position + _opened.Answer.ContentLength;
    }
}
