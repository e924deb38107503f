using System.Buffers;

namespace DocProcessing;

/// <summary>Takes one part's bytes as they arrive. Not for concurrent use.</summary>
/// <remarks>Until <see cref="CommitAsync"/> returns, the part is as it was; disposing without a commit leaves it so.</remarks>
public interface IPartWriter : IAsyncDisposable
{
    /// <summary>Appends bytes. The memory is the caller's again when this returns.</summary>
    /// <param name="bytes">The next bytes of the part. Blocks of 64 KiB and more are the fastest; they may lie in several places.</param>
    /// <param name="cancellationToken">Stops the write; the writer is of no more use then.</param>
    /// <returns>A task that ends when the bytes are taken.</returns>
    /// <exception cref="InvalidOperationException">More bytes than the part may have.</exception>
    ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken);

    /// <inheritdoc cref="WriteAsync(ReadOnlySequence{byte}, CancellationToken)"/>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => WriteAsync(new ReadOnlySequence<byte>(bytes), cancellationToken);

    /// <summary>Makes the bytes the part's content.</summary>
    /// <param name="checksum">The hash of the bytes written, as the caller computed it.</param>
    /// <param name="cancellationToken">Stops waiting. The part may be stored.</param>
    /// <returns>The part as stored.</returns>
    /// <exception cref="InvalidOperationException">Fewer bytes than the part must have.</exception>
    ValueTask<StoredPart> CommitAsync(Checksum checksum, CancellationToken cancellationToken);
}
