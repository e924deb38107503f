namespace DocProcessing.Client;

/// <summary>What another process needs to go on with an upload.</summary>
/// <param name="IdempotencyKey">The key that initiate was or will be called with: known before the upload is, so that no crash loses it.</param>
/// <param name="UploadId">The upload, once it is known.</param>
/// <param name="SavedAt">When it was written.</param>
public sealed record ResumableUpload(string IdempotencyKey, string? UploadId, DateTimeOffset SavedAt);

/// <summary>Remembers uploads beyond a process's life. Nothing secret is in it.</summary>
public interface IUploadResumeStore
{
    /// <summary>Finds what was remembered.</summary>
    /// <param name="key">The content's name: 64 hex digits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ResumableUpload?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Remembers an upload, instead of what was remembered before.</summary>
    /// <param name="key">The content's name: 64 hex digits.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask SaveAsync(string key, ResumableUpload upload, CancellationToken cancellationToken);

    /// <summary>Forgets an upload: it has ended.</summary>
    /// <param name="key">The content's name: 64 hex digits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask RemoveAsync(string key, CancellationToken cancellationToken);
}
