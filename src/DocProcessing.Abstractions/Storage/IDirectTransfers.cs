namespace DocProcessing;

/// <summary>A store that clients can send parts to, and fetch documents from, themselves: by links that carry their own permission.</summary>
/// <remarks>Found by <see cref="IDocumentStorage.FindCapability{TCapability}"/>, where the host offers it.</remarks>
public interface IDirectTransfers
{
    /// <summary>Makes the request with which a client sends one part to the store.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="partNumber">The part, from 1.</param>
    /// <param name="md5">The part's MD5, which the store then verifies; <see langword="null"/> when the client does not know it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The request. Whoever has it can send that part until it expires, and nothing else.</returns>
    Task<DirectRequest> LinkPartAsync(MultipartUpload upload, int partNumber, Checksum? md5, CancellationToken cancellationToken);

    /// <summary>Makes the request with which a client fetches an object from the store, or from a network in front of it.</summary>
    /// <param name="key">The object.</param>
    /// <param name="fileName">The name that a browser saves it by.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The request. Whoever has it can read the object until it expires.</returns>
    Task<DirectRequest> LinkContentAsync(ObjectKey key, string fileName, string contentType, CancellationToken cancellationToken);
}

/// <summary>A request that a client may make of the store itself. Its address is a secret: it never reaches a log.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Address">The address, permission included.</param>
/// <param name="Headers">The headers that must be sent exactly as they are.</param>
/// <param name="ExpiresAt">From when on it no longer works; <see langword="null"/> when the store sets no limit.</param>
public sealed record DirectRequest(string Method, Uri Address, IReadOnlyDictionary<string, string> Headers, DateTimeOffset? ExpiresAt)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Method} (an address that carries its permission)";
}
