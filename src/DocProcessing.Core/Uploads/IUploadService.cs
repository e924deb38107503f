using System.Buffers;

namespace DocProcessing;

/// <summary>Takes documents in: whole in one go, or in parts that arrive in any order, in parallel and again.</summary>
/// <remarks>Every member throws <see cref="DocumentProcessingException"/> with a code of <see cref="ErrorCodes"/> for what a caller did wrong.</remarks>
public interface IUploadService
{
    /// <summary>Starts an upload in parts: creates its session and its job in one step.</summary>
    /// <param name="caller">Who uploads.</param>
    /// <param name="document">What will be uploaded; its size must be known.</param>
    /// <param name="idempotencyKey">The client's token: the same token with the same document answers the same session.</param>
    /// <param name="cancellationToken">Stops waiting. The session may exist.</param>
    /// <returns>The session, which takes parts.</returns>
    Task<UploadSession> InitiateAsync(Caller caller, NewDocument document, string? idempotencyKey, CancellationToken cancellationToken);

    /// <summary>Prepares to receive one part. Refuses a part that another request is receiving.</summary>
    /// <param name="caller">Who uploads.</param>
    /// <param name="uploadId">The session.</param>
    /// <param name="partNumber">The part, from 1.</param>
    /// <param name="expected">The checksum that the client says the part has, if it is known already.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Takes the bytes; disposing it without a commit leaves the part as it was.</returns>
    Task<IPartReceiver> ReceivePartAsync(Caller caller, UploadId uploadId, int partNumber, Checksum? expected, CancellationToken cancellationToken);

    /// <summary>Makes links by which the client sends parts to the store itself, where this host offers that. Such a part is recorded when the upload is looked at or completed.</summary>
    /// <param name="caller">Who uploads.</param>
    /// <param name="uploadId">The session.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A request for each part; <see cref="ErrorCodes.LinksNotOffered"/> where there are none.</returns>
    Task<IReadOnlyList<LinkedPart>> LinkPartsAsync(Caller caller, UploadId uploadId, IReadOnlyList<PartToLink> parts, CancellationToken cancellationToken);

    /// <summary>Joins the parts and submits the job, exactly once however often it is called.</summary>
    /// <param name="caller">Who uploads.</param>
    /// <param name="uploadId">The session.</param>
    /// <param name="cancellationToken">Stops waiting. The upload may be complete.</param>
    /// <returns>The submitted job.</returns>
    Task<Job> CompleteAsync(Caller caller, UploadId uploadId, CancellationToken cancellationToken);

    /// <summary>Uploads a whole document at once and submits its job.</summary>
    /// <param name="caller">Who uploads.</param>
    /// <param name="document">What is uploaded; its size may be unknown.</param>
    /// <param name="content">The bytes, read once to the end; never more than the threshold.</param>
    /// <param name="cancellationToken">Stops the upload; nothing is kept unless the job was submitted already.</param>
    /// <returns>The submitted job.</returns>
    Task<Job> UploadAsync(Caller caller, NewDocument document, Stream content, CancellationToken cancellationToken);

    /// <summary>Tells what a client needs to resume.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="uploadId">The session.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The session and its recorded parts.</returns>
    Task<UploadState> GetAsync(Caller caller, UploadId uploadId, CancellationToken cancellationToken);

    /// <summary>Cancels an upload: its parts go, and its job ends cancelled. Cancelling twice is no error.</summary>
    /// <param name="caller">Who cancels.</param>
    /// <param name="uploadId">The session.</param>
    /// <param name="cancellationToken">Stops waiting. The upload may be cancelled.</param>
    /// <returns>The session as it is now.</returns>
    Task<UploadSession> CancelAsync(Caller caller, UploadId uploadId, CancellationToken cancellationToken);

    /// <summary>Lists the caller's own uploads that take parts, newest first.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The uploads.</returns>
    Task<IReadOnlyList<OpenUpload>> ListActiveAsync(Caller caller, CancellationToken cancellationToken);
}

/// <summary>What a client says of a document before its bytes arrive. Nothing of it is trusted.</summary>
public sealed record NewDocument
{
    /// <summary>Gets the file's name.</summary>
    public required string FileName { get; init; }

    /// <summary>Gets the file's size in bytes; <see langword="null"/> when unknown.</summary>
    public long? FileSize { get; init; }

    /// <summary>Gets the media type; <see langword="null"/> for <c>application/octet-stream</c>, which stands for any.</summary>
    public string? ContentType { get; init; }

    /// <summary>Gets the client's own word for the kind of document.</summary>
    public string? DocumentType { get; init; }

    /// <summary>Gets what is asked of the pipeline.</summary>
    public ProcessingOptions Options { get; init; } = new();

    /// <summary>Gets how urgent it is.</summary>
    public JobPriority Priority { get; init; } = JobPriority.Normal;
}

/// <summary>Takes one part's bytes as they arrive: hashed and written in the same pass. Not for concurrent use.</summary>
public interface IPartReceiver : IAsyncDisposable
{
    /// <summary>Gets the length that the part must have, in bytes.</summary>
    long Length { get; }

    /// <summary>Takes the next bytes. The memory is the caller's again when this returns.</summary>
    /// <param name="bytes">The bytes; blocks of 64 KiB and more are the fastest.</param>
    /// <param name="cancellationToken">Stops the write; the receiver is of no more use then.</param>
    /// <returns>A task that ends when the bytes are taken.</returns>
    ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken);

    /// <inheritdoc cref="WriteAsync(ReadOnlySequence{byte}, CancellationToken)"/>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => WriteAsync(new ReadOnlySequence<byte>(bytes), cancellationToken);

    /// <summary>Checks length and checksum, and records the part.</summary>
    /// <param name="expected">The checksum that the client says the part has, when it came after the bytes; the one given at the start counts too.</param>
    /// <param name="cancellationToken">Stops waiting. The part may be recorded.</param>
    /// <returns>What is on record now.</returns>
    Task<PartReceipt> CommitAsync(Checksum? expected, CancellationToken cancellationToken);
}

/// <summary>A recorded part.</summary>
/// <param name="Session">Its session.</param>
/// <param name="Part">The part as storage has it.</param>
/// <param name="Received">All parts now on record.</param>
public sealed record PartReceipt(UploadSession Session, StoredPart Part, ReceivedParts Received);

/// <summary>A part that a client wants to send to the store itself.</summary>
/// <param name="Number">The part, from 1.</param>
/// <param name="Md5">Its MD5, which the store then verifies; required where every part needs a checksum.</param>
public sealed record PartToLink(int Number, Checksum? Md5);

/// <summary>How a client sends a part to the store itself.</summary>
/// <param name="Number">The part, from 1.</param>
/// <param name="Request">The request to make, with the part as its body.</param>
public sealed record LinkedPart(int Number, DirectRequest Request);

/// <summary>An upload and its recorded parts.</summary>
/// <param name="Session">The session.</param>
/// <param name="Parts">The parts on record, by number.</param>
public sealed record UploadState(UploadSession Session, IReadOnlyList<StoredPart> Parts);
