using System.Runtime.CompilerServices;
using System.Text.Json;
using DocProcessing.Access;
using DocProcessing.Auditing;
using DocProcessing.Jobs;
using DocProcessing.Stages;
using DocProcessing.Uploads;

namespace DocProcessing.Documents;

internal sealed class DocumentService(
    IJobStore store, IDocumentStorage storage, IDocumentIndex index, DirectParts direct, JobSettlement settlement, AuditLog audit, TimeProvider clock) : IDocumentService
{
    private const int MaxHits = 100;

    public async Task<Job> GetAsync(Caller caller, DocumentId id, CancellationToken cancellationToken)
    {
        var job = caller.RequireContent(await store.FindByDocumentAsync(id, cancellationToken), found => found.Owner, ErrorCodes.DocumentNotFound, "document");
        return job.DeletedAt is null ? job : throw NotFound();
    }

    public async Task<StoredContent> FindContentAsync(Caller caller, DocumentId id, CancellationToken cancellationToken)
    {
        var job = await GetAsync(caller, id, cancellationToken);
        var stored = job.SubmittedAt is null ? null : await storage.StatAsync(job.ContentKey, cancellationToken);
        return stored is null ? throw NotReady("content") : new StoredContent(stored, job);
    }

    public async Task<DocumentContent> OpenContentAsync(Caller caller, DocumentId id, ByteRange? range, CancellationToken cancellationToken)
    {
        var (stored, job) = await FindContentAsync(caller, id, cancellationToken);
        if (range is { } asked && (asked.Offset >= stored.Length || asked.Offset < 0))
        {
            throw new DocumentProcessingException(
                ErrorCategory.Invalid, ErrorCodes.RangeNotSatisfiable, $"The content has {stored.Length} bytes.");
        }

        var content = await storage.OpenReadAsync(job.ContentKey, range, cancellationToken);
        if (range is null or { Offset: 0 })
        {
            // A download in a hundred ranges is one deed, and each entry waits for the disk.
            await audit.RecordAsync(caller.UserId, AuditActions.DocumentRead, id.Value, job.Owner);
        }

        return new DocumentContent(content, stored, job);
    }

    public async Task<DirectRequest> LinkContentAsync(Caller caller, DocumentId id, CancellationToken cancellationToken)
    {
        var (_, job) = await FindContentAsync(caller, id, cancellationToken);
        var link = await direct.Transfers.LinkContentAsync(job.ContentKey, job.FileName, job.DetectedContentType ?? job.ContentType, cancellationToken);
        await audit.RecordAsync(caller.UserId, AuditActions.DocumentRead, id.Value, job.Owner);
        return link;
    }

    public async Task<IAsyncEnumerable<DocumentSection>> ReadTextAsync(Caller caller, DocumentId id, CancellationToken cancellationToken) =>
        ReadAsync(await OpenArtifactAsync(caller, id, ArtifactNames.Sections, cancellationToken), cancellationToken);

    public async Task<DocumentAnalysis> GetAnalysisAsync(Caller caller, DocumentId id, CancellationToken cancellationToken)
    {
        await using var stream = await OpenArtifactAsync(caller, id, ArtifactNames.Analysis, cancellationToken);
        return await JsonSerializer.DeserializeAsync(stream, DocProcessingJson.TypeOf<DocumentAnalysis>(), cancellationToken) ?? throw NotReady(ArtifactNames.Analysis);
    }

    public async Task DeleteAsync(Caller caller, DocumentId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var job = await GetAsync(caller, id, cancellationToken);
            if (!job.Status.IsTerminal())
            {
                throw new DocumentProcessingException(
                    ErrorCategory.Conflict, ErrorCodes.JobStatusConflict, $"The document is {job.Status.ToString().ToLowerInvariant()}. Cancel its job first.");
            }

            // From this write on the document is gone for everybody; what a crash leaves of it, housekeeping removes.
            if (await store.TryUpdateAsync(job with { DeletedAt = clock.GetUtcNow() }, null, cancellationToken) is { } written)
            {
                await audit.RecordAsync(caller.UserId, AuditActions.DocumentDeleted, id.Value, job.Owner);
                await settlement.SettleAsync(written.Job, CancellationToken.None);
                return;
            }
        }
    }

    public Task<IReadOnlyList<SearchHit>> SearchAsync(Caller caller, string text, int limit, int offset, CancellationToken cancellationToken) =>
        index.SearchAsync(new SearchQuery(caller.UserId, text, Math.Clamp(limit, 1, MaxHits), Math.Max(0, offset)), cancellationToken);

    private static DocumentProcessingException NotFound() => new(ErrorCategory.NotFound, ErrorCodes.DocumentNotFound, "There is no such document.");

    private static DocumentProcessingException NotReady(string what) =>
        new(ErrorCategory.Conflict, ErrorCodes.DocumentNotReady, $"The document has no {what} yet.");

    private static async IAsyncEnumerable<DocumentSection> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (stream)
        {
            await foreach (var section in SectionFile.ReadAsync(stream, cancellationToken))
            {
                yield return section;
            }
        }
    }

    private async Task<Stream> OpenArtifactAsync(Caller caller, DocumentId id, string name, CancellationToken cancellationToken)
    {
        var job = await GetAsync(caller, id, cancellationToken);
        return job.Artifacts.TryGetValue(name, out var key) ? await storage.OpenReadAsync(key, null, cancellationToken) : throw NotReady(name);
    }
}
