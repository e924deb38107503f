using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace DocProcessing.AspNetCore.Tests.Support;

/// <summary>Uploads in memory: what the endpoints hand over can be looked at.</summary>
internal sealed class FakeUploads(TimeProvider clock) : IUploadService
{
    private readonly ConcurrentDictionary<UploadId, UploadSession> _sessions = new();

    public ConcurrentDictionary<(UploadId Upload, int Part), byte[]> Parts { get; } = new();

    public Exception? Error { get; set; }

    public Task<IReadOnlyList<LinkedPart>> LinkPartsAsync(Caller caller, UploadId uploadId, IReadOnlyList<PartToLink> parts, CancellationToken cancellationToken) =>
        Error is not null
            ? throw Error
            : Task.FromResult<IReadOnlyList<LinkedPart>>([.. parts.Select(part => new LinkedPart(part.Number, LinkOf(part)))]);

    private DirectRequest LinkOf(PartToLink part) => new(
        "PUT",
        new Uri($"https://store.example/bucket/key?partNumber={part.Number}&signature=secret"),
        part.Md5 is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Content-MD5"] = part.Md5.Hex },
        clock.GetUtcNow() + TimeSpan.FromMinutes(15));

    public Func<IPartReceiver, IPartReceiver>? Wrap { get; set; }

    public NewDocument? LastDocument { get; private set; }

    public string? LastIdempotencyKey { get; private set; }

    public byte[]? SimpleContent { get; private set; }

    public Exception? SimpleError { get; private set; }

    public int Gets { get; private set; }

    public int ReceiversDisposed { get; set; }

    public long BytesWritten { get; set; }

    public UploadSession Add(string owner, long size, long partSize = 1000, UploadStatus status = UploadStatus.Open)
    {
        var session = new UploadSession
        {
            Id = UploadId.Create(clock),
            JobId = JobId.Create(clock),
            DocumentId = DocumentId.Create(clock),
            Owner = owner,
            Status = status,
            FileName = "report.pdf",
            FileSize = size,
            PartSize = partSize,
            TotalParts = (int)((size + partSize - 1) / partSize),
            ContentKey = ObjectKey.Parse("documents/one", null),
            CreatedAt = clock.GetUtcNow(),
            ExpiresAt = clock.GetUtcNow().AddDays(1),
        };
        _sessions[session.Id] = session;
        return session;
    }

    public Task<UploadSession> InitiateAsync(Caller caller, NewDocument document, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ThrowIfAsked();
        (LastDocument, LastIdempotencyKey) = (document, idempotencyKey);
        return Task.FromResult(Add(caller.UserId, document.FileSize!.Value));
    }

    public Task<IPartReceiver> ReceivePartAsync(Caller caller, UploadId uploadId, int partNumber, Checksum? expected, CancellationToken cancellationToken)
    {
        ThrowIfAsked();
        var session = Find(caller, uploadId);
        if (partNumber < 1 || partNumber > session.TotalParts)
        {
            throw new DocumentProcessingException(ErrorCategory.Unprocessable, ErrorCodes.PartOutOfRange, $"Parts go from 1 to {session.TotalParts}.");
        }

        IPartReceiver receiver = new Receiver(this, session, partNumber, expected);
        return Task.FromResult(Wrap?.Invoke(receiver) ?? receiver);
    }

    public Task<Job> CompleteAsync(Caller caller, UploadId uploadId, CancellationToken cancellationToken)
    {
        ThrowIfAsked();
        var session = Find(caller, uploadId);
        var missing = Enumerable.Range(1, session.TotalParts).Where(part => !Parts.ContainsKey((uploadId, part))).ToList();
        return missing.Count == 0
            ? Task.FromResult(JobOf(session))
            : throw new DocumentProcessingException(ErrorCategory.Conflict, ErrorCodes.MissingParts, $"{missing.Count} parts are missing.")
            {
                Details = new Dictionary<string, object?> { ["missing_parts"] = missing },
            };
    }

    public async Task<Job> UploadAsync(Caller caller, NewDocument document, Stream content, CancellationToken cancellationToken)
    {
        ThrowIfAsked();
        LastDocument = document;
        using var kept = new MemoryStream();
        try
        {
            await content.CopyToAsync(kept, cancellationToken);
        }
        catch (Exception exception)
        {
            SimpleError = exception;
            throw;
        }

        SimpleContent = kept.ToArray();
        return JobOf(Add(caller.UserId, kept.Length));
    }

    public Task<UploadState> GetAsync(Caller caller, UploadId uploadId, CancellationToken cancellationToken)
    {
        Gets++;
        ThrowIfAsked();
        var session = Find(caller, uploadId);
        var parts = Parts.Where(part => part.Key.Upload == uploadId).OrderBy(part => part.Key.Part).Select(part => StoredOf(part.Key.Part, part.Value)).ToList();
        return Task.FromResult(new UploadState(session, parts));
    }

    public Task<UploadSession> CancelAsync(Caller caller, UploadId uploadId, CancellationToken cancellationToken) =>
        Task.FromResult(_sessions[uploadId] = Find(caller, uploadId) with { Status = UploadStatus.Cancelled });

    public Task<IReadOnlyList<OpenUpload>> ListActiveAsync(Caller caller, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OpenUpload>>(
            [.. _sessions.Values.Where(session => session.Owner == caller.UserId && session.Status == UploadStatus.Open).Select(session => new OpenUpload(session, ReceivedOf(session.Id)))]);

    private UploadSession Find(Caller caller, UploadId id) =>
        !_sessions.TryGetValue(id, out var session) || session.Owner != caller.UserId
            ? throw new DocumentProcessingException(ErrorCategory.NotFound, ErrorCodes.UploadNotFound, "There is no such upload.")
            : session.Status == UploadStatus.Expired
                ? throw new DocumentProcessingException(ErrorCategory.Gone, ErrorCodes.UploadExpired, "The upload has expired.")
                : session;

    private void ThrowIfAsked()
    {
        if (Error is not null)
        {
            throw Error;
        }
    }

    private ReceivedParts ReceivedOf(UploadId id) => new(Parts.Count(part => part.Key.Upload == id), Parts.Where(part => part.Key.Upload == id).Sum(part => (long)part.Value.Length));

    private Job JobOf(UploadSession session) => new()
    {
        Id = session.JobId,
        UploadId = session.Id,
        DocumentId = session.DocumentId,
        Owner = session.Owner,
        Status = JobStatus.Pending,
        FileName = session.FileName,
        ContentType = "application/pdf",
        ContentKey = session.ContentKey,
    };

    private static StoredPart StoredOf(int number, byte[] bytes) => new(number, bytes.Length, number.ToString(CultureInfo.InvariantCulture) + "-tag", null);

    private sealed class Receiver(FakeUploads uploads, UploadSession session, int number, Checksum? expected) : IPartReceiver
    {
        private readonly MemoryStream _bytes = new();

        public long Length => Math.Min(session.PartSize, session.FileSize - ((number - 1) * session.PartSize));

        public ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            uploads.BytesWritten += bytes.Length;
            _bytes.Write(bytes.ToArray());
            return ValueTask.CompletedTask;
        }

        public Task<PartReceipt> CommitAsync(Checksum? late, CancellationToken cancellationToken)
        {
            var bytes = _bytes.ToArray();
            if (bytes.Length != Length)
            {
                throw new DocumentProcessingException(ErrorCategory.Unprocessable, ErrorCodes.PartLengthMismatch, $"The part has {bytes.Length} bytes, not {Length}.");
            }

            foreach (var checksum in new[] { expected, late }.OfType<Checksum>())
            {
                var actual = checksum.Algorithm == ChecksumAlgorithm.Md5 ? MD5.HashData(bytes) : SHA256.HashData(bytes);
                if (Convert.ToHexStringLower(actual) != checksum.Hex)
                {
                    throw new DocumentProcessingException(ErrorCategory.Unprocessable, ErrorCodes.ChecksumMismatch, "The part's bytes do not have the hash that was sent.");
                }
            }

            uploads.Parts[(session.Id, number)] = bytes;
            return Task.FromResult(new PartReceipt(session, StoredOf(number, bytes), uploads.ReceivedOf(session.Id)));
        }

        public ValueTask DisposeAsync()
        {
            uploads.ReceiversDisposed++;
            return ValueTask.CompletedTask;
        }
    }
}
