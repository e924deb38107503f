using System.Text.Json.Serialization;

namespace DocProcessing;

/// <summary>Compares what storage holds with what is on record, and removes what nobody owns. Safe beside living uploads and workers, and on several nodes.</summary>
public interface IConsistencyCheck
{
    /// <summary>Goes through all objects, all multipart uploads and all job records once.</summary>
    /// <param name="caller">Who asks: an operator or an admin; with <see cref="ConsistencyRequest.Repair"/> an admin.</param>
    /// <param name="request">What to do.</param>
    /// <param name="progress">Is told now and then how far it is; <see langword="null"/> for nobody.</param>
    /// <param name="cancellationToken">Stops between two of them. What is repaired stays so.</param>
    /// <returns>What was found. Memory does not grow with the number of objects: of many findings only the first are listed, all are counted.</returns>
    /// <exception cref="DocumentProcessingException">
    /// The caller may not do this (<see cref="ErrorCodes.Forbidden"/>), or the request does not hold (<see cref="ErrorCodes.InvalidRequest"/>).
    /// </exception>
    /// <exception cref="StorageUnavailableException">Storage is out of reach: then nothing can be said of what it holds.</exception>
    /// <exception cref="StateUnavailableException">The records are out of reach: then nothing is taken for unowned.</exception>
    /// <remarks>
    /// Keys outside <c>documents/</c>, and those inside that this library does not make, are another application's: never read, never touched.
    /// A repair deletes objects and aborts uploads that nobody owns, nothing else: a record is never changed. Where a whole document has no record, it
    /// deletes only what is newer than the oldest record and older than the newest: beyond them it may be the records that are lost.
    /// </remarks>
    Task<ConsistencyReport> RunAsync(Caller caller, ConsistencyRequest request, IProgress<ConsistencyProgress>? progress, CancellationToken cancellationToken);
}

/// <summary>What a consistency check is to do.</summary>
public sealed record ConsistencyRequest
{
    /// <summary>The smallest <see cref="SafeAge"/>.</summary>
    public static readonly TimeSpan LeastSafeAge = TimeSpan.FromHours(1);

    /// <summary>The largest <see cref="MaxFindings"/>.</summary>
    public const int MostFindings = 10_000;

    /// <summary>Gets whether unowned objects and uploads are deleted.</summary>
    public bool Repair { get; init; }

    /// <summary>Gets whether documents are read and compared with the checksum on record, compressed ones as their content. Takes as long as reading them all.</summary>
    public bool VerifyChecksums { get; init; }

    /// <summary>Gets how old an object or upload must be, by storage's clock, before it is taken for unowned. A day by default.</summary>
    public TimeSpan SafeAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Gets how many findings the report lists, from 0; the rest is counted. 1000 by default.</summary>
    public int MaxFindings { get; init; } = 1000;
}

/// <summary>What does not fit together.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConsistencyFindingKind>))]
public enum ConsistencyFindingKind
{
    /// <summary>An object that no record names: of a document that is gone, of an upload that ended, or of an attempt that failed. Repair deletes it.</summary>
    [JsonStringEnumMemberName("orphaned_object")]
    OrphanedObject,

    /// <summary>A multipart upload that no open session owns. Repair aborts it.</summary>
    [JsonStringEnumMemberName("orphaned_upload")]
    OrphanedUpload,

    /// <summary>A document was accepted, and its bytes are gone. Restore them from a backup, or delete the document.</summary>
    [JsonStringEnumMemberName("missing_content")]
    MissingContent,

    /// <summary>A result that a record names is gone.</summary>
    [JsonStringEnumMemberName("missing_artifact")]
    MissingArtifact,

    /// <summary>A job waits for an upload that has no session, or whose parts storage no longer has: its client must start anew.</summary>
    [JsonStringEnumMemberName("missing_upload")]
    MissingUpload,

    /// <summary>A document has another size than the one on record.</summary>
    [JsonStringEnumMemberName("size_mismatch")]
    SizeMismatch,

    /// <summary>A document has another checksum than the one on record.</summary>
    [JsonStringEnumMemberName("checksum_mismatch")]
    ChecksumMismatch,

    /// <summary>Storage has an object and cannot give it, since it is damaged.</summary>
    [JsonStringEnumMemberName("unreadable")]
    Unreadable,
}

/// <summary>One thing that does not fit together.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Key">The object, or where the upload's would be.</param>
/// <param name="DocumentId">The document that the key belongs to.</param>
public sealed record ConsistencyFinding(ConsistencyFindingKind Kind, ObjectKey Key, DocumentId DocumentId)
{
    /// <summary>Gets the document's job; <see langword="null"/> when there is none on record.</summary>
    public JobId? JobId { get; init; }

    /// <summary>Gets storage's id of the multipart upload, if it is one.</summary>
    public string? StorageUploadId { get; init; }

    /// <summary>Gets the size on record in bytes, if sizes were compared or the content is gone.</summary>
    public long? ExpectedBytes { get; init; }

    /// <summary>Gets the size in storage in bytes, if there is an object.</summary>
    public long? FoundBytes { get; init; }

    /// <summary>Gets whether it was repaired.</summary>
    public bool Repaired { get; init; }
}

/// <summary>How far a check is.</summary>
/// <param name="Objects">Objects looked at.</param>
/// <param name="Uploads">Multipart uploads looked at.</param>
/// <param name="Records">Job records looked at.</param>
/// <param name="Findings">Findings so far.</param>
public sealed record ConsistencyProgress(long Objects, long Uploads, long Records, long Findings);

/// <summary>What a check has found.</summary>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it was through.</param>
/// <param name="Looked">What it has looked at.</param>
/// <param name="ForeignKeys">Keys below <c>documents/</c> that are not this library's, and were left alone.</param>
/// <param name="Counts">The number of findings of each kind that has any.</param>
/// <param name="Repaired">How many of them were repaired.</param>
/// <param name="Findings">The first findings.</param>
public sealed record ConsistencyReport(
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    ConsistencyProgress Looked,
    long ForeignKeys,
    IReadOnlyDictionary<ConsistencyFindingKind, long> Counts,
    long Repaired,
    IReadOnlyList<ConsistencyFinding> Findings);
