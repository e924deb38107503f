using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace DocProcessing.AspNetCore.Tests.Support;

internal sealed class FakeDocuments(TimeProvider clock) : IDocumentService
{
    private readonly ConcurrentDictionary<DocumentId, (Job Job, byte[] Bytes)> _documents = new();

    public IReadOnlyList<DocumentSection> Sections { get; set; } = [];

    public IReadOnlyList<SearchHit> Hits { get; set; } = [];

    public Exception? TextError { get; set; }

    public async Task<DirectRequest> LinkContentAsync(Caller caller, DocumentId id, CancellationToken cancellationToken)
    {
        await FindContentAsync(caller, id, cancellationToken);
        return new DirectRequest("GET", new Uri("https://store.example/bucket/key?signature=secret"), new Dictionary<string, string>(), clock.GetUtcNow() + TimeSpan.FromMinutes(15));
    }

    public (string Text, int Limit, int Offset) LastSearch { get; private set; }

    public Job Add(string owner, byte[] bytes, Func<Job, Job>? change = null)
    {
        var job = new Job
        {
            Id = JobId.Create(clock),
            UploadId = UploadId.Create(clock),
            DocumentId = DocumentId.Create(clock),
            Owner = owner,
            Status = JobStatus.Completed,
            FileName = "report.pdf",
            FileSize = bytes.Length,
            ContentType = "application/pdf",
            ContentKey = ObjectKey.Parse("documents/one", null),
            ContentChecksum = new Checksum(ChecksumAlgorithm.Sha256, new string('a', 64)),
            CreatedAt = clock.GetUtcNow(),
        };
        job = change?.Invoke(job) ?? job;
        _documents[job.DocumentId] = (job, bytes);
        return job;
    }

    public Task<Job> GetAsync(Caller caller, DocumentId id, CancellationToken cancellationToken) => Task.FromResult(Find(caller, id).Job);

    public int Opened { get; private set; }

    public Task<StoredContent> FindContentAsync(Caller caller, DocumentId id, CancellationToken cancellationToken)
    {
        var (job, bytes) = Find(caller, id);
        return Task.FromResult(new StoredContent(new StoredObject(job.ContentKey, bytes.Length, "tag-1", clock.GetUtcNow()), job));
    }

    public Task<DocumentContent> OpenContentAsync(Caller caller, DocumentId id, ByteRange? range, CancellationToken cancellationToken)
    {
        Opened++;
        var (job, bytes) = Find(caller, id);
        var part = range is { } asked ? bytes.AsSpan((int)asked.Offset, (int)asked.Length).ToArray() : bytes;
        return Task.FromResult(new DocumentContent(new MemoryStream(part), new StoredObject(job.ContentKey, bytes.Length, "tag-1", clock.GetUtcNow()), job));
    }

    public Task<IAsyncEnumerable<DocumentSection>> ReadTextAsync(Caller caller, DocumentId id, CancellationToken cancellationToken)
    {
        Find(caller, id);
        return Task.FromResult(ReadAsync(cancellationToken));
    }

    public Task<DocumentAnalysis> GetAnalysisAsync(Caller caller, DocumentId id, CancellationToken cancellationToken)
    {
        Find(caller, id);
        return TextError is not null ? throw TextError : Task.FromResult(new DocumentAnalysis
        {
            Title = "Report",
            Authors = ["Ada"],
            Language = "en",
            LanguageConfidence = 0.98765,
            WordCount = 12,
            CharacterCount = 80,
            PageCount = 2,
            Headings = [new DocumentHeading(1, "Start", 1)],
            KeyPhrases = ["sea level"],
            ContentChecksum = new Checksum(ChecksumAlgorithm.Sha256, new string('a', 64)),
            Custom = new SortedDictionary<string, string> { ["invoice_number"] = "7" },
        });
    }

    public Task DeleteAsync(Caller caller, DocumentId id, CancellationToken cancellationToken)
    {
        Find(caller, id);
        _documents.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SearchHit>> SearchAsync(Caller caller, string text, int limit, int offset, CancellationToken cancellationToken)
    {
        LastSearch = (text, limit, offset);
        return Task.FromResult(Hits);
    }

    private async IAsyncEnumerable<DocumentSection> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var section in Sections)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return section;
        }

        if (TextError is not null)
        {
            throw TextError;
        }
    }

    private (Job Job, byte[] Bytes) Find(Caller caller, DocumentId id) =>
        _documents.TryGetValue(id, out var found) && found.Job.Owner == caller.UserId
            ? found
            : throw new DocumentProcessingException(ErrorCategory.NotFound, ErrorCodes.DocumentNotFound, "There is no such document.");
}

internal sealed class FakeMetrics : IProcessingMetrics
{
    public Task<ProcessingSnapshot> GetAsync(Caller caller, TimeSpan window, CancellationToken cancellationToken) => Task.FromResult(new ProcessingSnapshot(
        DateTimeOffset.UnixEpoch,
        window,
        new Dictionary<JobStatus, long> { [JobStatus.Pending] = 3 },
        new QueueStatistics { Waiting = new Dictionary<JobPriority, long> { [JobPriority.High] = 2 }, OldestWait = TimeSpan.FromSeconds(1.5), Workers = 4, Busy = 1 },
        new Dictionary<string, StageStatistics> { ["extraction"] = new(10, 1, 0.1, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)) },
        1.25,
        new ResourceUsage(0.5, 1 << 20, 1, false),
        7)
    {
        Throughput = [new ThroughputSlice(DateTimeOffset.UnixEpoch, 2, 1)],
    });
}
