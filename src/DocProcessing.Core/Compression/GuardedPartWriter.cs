using System.Buffers;

namespace DocProcessing.Compression;

/// <summary>Watches how an object that is uploaded in parts begins. Parts are stored as they come, so none may pass for a compressed object.</summary>
internal sealed class GuardedPartWriter(ObjectKey key, IPartWriter inner) : IPartWriter
{
    private readonly byte[] _start = new byte[BlockFormat.HeaderSize];
    private int _seen;

    public ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        var count = (int)Math.Min(bytes.Length, _start.Length - _seen);
        if (count > 0)
        {
            bytes.Slice(0, count).CopyTo(_start.AsSpan(_seen));
            _seen += count;
            RequirePlain();
        }

        return inner.WriteAsync(bytes, cancellationToken);
    }

    public ValueTask<StoredPart> CommitAsync(Checksum checksum, CancellationToken cancellationToken) => inner.CommitAsync(checksum, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void RequirePlain()
    {
        if (BlockFormat.FormOf(key, _start.AsSpan(0, _seen)) != ObjectForm.Plain)
        {
            // Nothing but a forgery begins so: the mark is made of this very object's key.
            throw new DocumentProcessingException(
                ErrorCategory.Unprocessable, ErrorCodes.TypeNotAllowed, "The content begins with the mark of this store's own compressed objects.");
        }
    }
}
