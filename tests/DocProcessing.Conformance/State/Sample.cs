using System.Text.Json;

namespace DocProcessing.Conformance.State;

/// <summary>Records for tests, with every property set that a round trip could lose.</summary>
public static class Sample
{
    public static UploadSession Session(TimeProvider clock, string owner, int parts)
    {
        var document = DocumentId.Create(clock);
        return new UploadSession
        {
            Id = UploadId.Create(clock),
            JobId = JobId.Create(clock),
            DocumentId = document,
            Owner = owner,
            Status = UploadStatus.Initiating,
            FileName = "Jahresbericht “2031” ünïcödé 年.pdf",
            FileSize = 25,
            PartSize = 10,
            TotalParts = parts,
            ContentKey = ObjectKey.Parse($"documents/{document}/content", null),
            CreatedAt = clock.GetUtcNow(),
            ExpiresAt = clock.GetUtcNow().AddHours(1),
        };
    }

    public static Job Job(UploadSession session) => new()
    {
        Id = session.JobId,
        DocumentId = session.DocumentId,
        UploadId = session.Id,
        Owner = session.Owner,
        Status = JobStatus.Uploading,
        Priority = JobPriority.Normal,
        FileName = session.FileName,
        FileSize = session.FileSize,
        ContentType = "application/pdf",
        DocumentType = "report",
        ContentKey = session.ContentKey,
        CreatedAt = session.CreatedAt,
    };

    public static ProgressEvent Event(JobId id, TimeProvider clock, JobStatus status = JobStatus.Uploading) => new()
    {
        JobId = id,
        Status = status,
        Timestamp = clock.GetUtcNow(),
    };

    public static StoredPart Part(int number, long length = 10) =>
        new(number, length, $"etag-{number}-{length}", new Checksum(ChecksumAlgorithm.Md5, "0123456789abcdef0123456789abcdef"));

    public static string Json<T>(T value) => value is null ? "null" : JsonSerializer.Serialize(value, DocProcessingJson.TypeOf<T>());
}
