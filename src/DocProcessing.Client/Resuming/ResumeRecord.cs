using System.Security.Cryptography;
using System.Text;
using DocProcessing.Client.Uploads;

namespace DocProcessing.Client.Resuming;

/// <summary>What is remembered of one upload: in the store, if there is one and the content has a name, else only here.</summary>
internal sealed class ResumeRecord(IUploadResumeStore? store, string? key, TimeProvider clock)
{
    private ResumableUpload? _upload;

    public string? UploadId => _upload?.UploadId;

    /// <summary>Makes the record of a content: another file, host or request is another upload.</summary>
    public static ResumeRecord Of(UploadSource source, InitiateRequest request, DocumentUploadOptions options, Uri host, TimeProvider clock)
    {
        var identity = options.ResumeKey ?? source.Identity;
        var more = string.Join('|', (request.ProcessingOptions ?? new Dictionary<string, string>()).OrderBy(option => option.Key, StringComparer.Ordinal));
        var key = identity is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', host, identity, request.FileName, request.FileSize, request.ContentType, request.DocumentType, request.Priority, more))));
        return new ResumeRecord(options.ResumeStore, key, clock);
    }

    /// <summary>Gets the key to initiate with; it is remembered before it is used.</summary>
    public async Task<string> IdempotencyKeyAsync(CancellationToken cancellationToken)
    {
        if (_upload is null && store is not null && key is not null)
        {
            _upload = await store.FindAsync(key, cancellationToken);
        }

        if (_upload is null)
        {
            await SaveAsync(new ResumableUpload(Guid.NewGuid().ToString("n"), null, clock.GetUtcNow()), cancellationToken);
        }

        return _upload!.IdempotencyKey;
    }

    public Task RememberAsync(string uploadId, CancellationToken cancellationToken) =>
        _upload!.UploadId == uploadId ? Task.CompletedTask : SaveAsync(_upload with { UploadId = uploadId, SavedAt = clock.GetUtcNow() }, cancellationToken);

    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        _upload = null;
        if (store is not null && key is not null)
        {
            await store.RemoveAsync(key, cancellationToken);
        }
    }

    private async Task SaveAsync(ResumableUpload upload, CancellationToken cancellationToken)
    {
        if (store is not null && key is not null)
        {
            await store.SaveAsync(key, upload, cancellationToken);
        }

        _upload = upload;
    }
}
