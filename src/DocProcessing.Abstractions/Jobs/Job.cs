namespace DocProcessing;

/// <summary>One document's way through the pipeline. The stored record is the truth; queues and events are hints.</summary>
/// <remarks>Immutable: a change is a new record, written by compare-and-set on <see cref="Version"/>.</remarks>
public sealed record Job
{
    /// <summary>Gets the job's id.</summary>
    public required JobId Id { get; init; }

    /// <summary>Gets the document's id.</summary>
    public required DocumentId DocumentId { get; init; }

    /// <summary>Gets the upload session that the job was made with.</summary>
    public required UploadId UploadId { get; init; }

    /// <summary>Gets the user the document belongs to.</summary>
    public required string Owner { get; init; }

    /// <summary>Gets where the job stands.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>Gets how urgent it is.</summary>
    public JobPriority Priority { get; init; } = JobPriority.Normal;

    /// <summary>Gets the document's name, without any directory.</summary>
    public required string FileName { get; init; }

    /// <summary>Gets the document's size in bytes; 0 until it is known.</summary>
    public long FileSize { get; init; }

    /// <summary>Gets the media type that the client declared.</summary>
    public required string ContentType { get; init; }

    /// <summary>Gets the media type found in the content, once validation ran.</summary>
    public string? DetectedContentType { get; init; }

    /// <summary>Gets the client's own word for the kind of document, such as <c>invoice</c>.</summary>
    public string? DocumentType { get; init; }

    /// <summary>Gets what the client asked of the pipeline.</summary>
    public ProcessingOptions Options { get; init; } = new();

    /// <summary>Gets where the document's bytes are stored.</summary>
    public required ObjectKey ContentKey { get; init; }

    /// <summary>Gets the hash of the document's bytes, once the upload stage ran.</summary>
    public Checksum? ContentChecksum { get; init; }

    /// <summary>Gets what identifies content and options together: equal fingerprints of one owner give equal results.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Gets the document whose results were reused, if any.</summary>
    public DocumentId? ReusedFrom { get; init; }

    /// <summary>Gets the stages that are done, in order: the checkpoint at which a retry starts.</summary>
    public IReadOnlyList<string> CompletedStages { get; init; } = [];

    /// <summary>Gets the stage that runs or runs next; <see langword="null"/> before the first and after the last.</summary>
    public string? Stage { get; init; }

    /// <summary>Gets the run of the present stage, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Gets the results of the stages by name, such as <c>sections</c> and <c>analysis</c>.</summary>
    public IReadOnlyDictionary<string, ObjectKey> Artifacts { get; init; } = new Dictionary<string, ObjectKey>();

    /// <summary>Gets what was noticed without being an error.</summary>
    public IReadOnlyList<JobWarning> Warnings { get; init; } = [];

    /// <summary>Gets the last error; on a retried job the one that caused the retry.</summary>
    public JobError? Error { get; init; }

    /// <summary>Gets whether a running job is to stop.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Gets the time before which the job must not start.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>Gets how often a worker has started it since it was submitted.</summary>
    public int Deliveries { get; init; }

    /// <summary>Gets the number of the newest lease; it rises with each and never falls.</summary>
    public long Fence { get; init; }

    /// <summary>Gets who works on it, while <see cref="JobStatus.Processing"/>.</summary>
    public JobLease? Lease { get; init; }

    /// <summary>Gets when the record was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when the document was complete and the job was queued.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Gets when a worker first started it.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when it reached its terminal status.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Gets when what is left to do after its end was done: leftovers removed, every notification sink told.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>Gets when its owner deleted the document. The record goes once the bytes are gone.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Gets the trace that the job belongs to, as a W3C <c>traceparent</c>.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Gets the record's version, from 1: a write names the version it saw.</summary>
    public long Version { get; init; } = 1;
}

/// <summary>A worker's claim on a job.</summary>
/// <param name="Worker">Who works on it.</param>
/// <param name="ExpiresAt">When the claim lapses unless it is renewed.</param>
public sealed record JobLease(string Worker, DateTimeOffset ExpiresAt);

/// <summary>Why a job did not go on.</summary>
/// <param name="Code">A stable code.</param>
/// <param name="Stage">The stage that failed; <see langword="null"/> when none was running.</param>
/// <param name="Attempt">The run of the stage, from 1.</param>
/// <param name="Retryable">Whether another attempt can help.</param>
/// <param name="Message">What is wrong, for the document's owner.</param>
public sealed record JobError(string Code, string? Stage, int Attempt, bool Retryable, string Message);

/// <summary>Something noticed that is not an error.</summary>
/// <param name="Code">A stable code, such as <c>no_text</c>.</param>
/// <param name="Message">What was noticed, for the document's owner.</param>
public sealed record JobWarning(string Code, string Message);
