namespace DocProcessing.Uploads;

/// <summary>Shows upload sessions as the contract says.</summary>
internal static class UploadViews
{
    public static InitiateResponse Initiated(UploadSession session) =>
        new(session.Id.Value, session.JobId.Value, session.DocumentId.Value, session.PartSize, session.TotalParts, session.ExpiresAt, session.Status);

    public static ChunkResponse Received(PartReceipt receipt) => new(
        receipt.Session.Id.Value,
        receipt.Part.Number,
        receipt.Part.Length,
        receipt.Part.ETag,
        receipt.Received.Parts,
        receipt.Session.TotalParts,
        Percent.Of(receipt.Received.Bytes, receipt.Session.FileSize));

    public static LinkPartsResponse Links(UploadId id, IEnumerable<LinkedPart> links) => new(id.Value, [.. links.Select(Link)]);

    public static AcceptedResponse Accepted(Job job) => new(job.Id.Value, job.DocumentId.Value, job.Status);

    public static CancelUploadResponse Cancelled(UploadSession session) => new(session.Id.Value, session.JobId.Value, session.Status);

    public static UploadStatusResponse Status(UploadState state)
    {
        var (session, parts) = state;
        var received = parts.Select(part => part.Number).Order().ToArray();
        var bytes = session.Status == UploadStatus.Completed ? session.FileSize : parts.Sum(part => part.Length);
        var missing = session.Status == UploadStatus.Completed ? [] : Enumerable.Range(1, session.TotalParts).Except(received).ToArray();
        return new(
            session.Id.Value,
            session.JobId.Value,
            session.DocumentId.Value,
            session.Status,
            session.FileName,
            session.FileSize,
            session.PartSize,
            session.TotalParts,
            received,
            missing,
            bytes,
            Percent.Of(bytes, session.FileSize),
            session.CreatedAt,
            session.ExpiresAt);
    }

    public static ActiveUploadsResponse Active(IEnumerable<OpenUpload> uploads) => new([.. uploads.Select(Active)]);

    private static LinkedPartView Link(LinkedPart link) =>
        new(link.Number, link.Request.Method, link.Request.Address.AbsoluteUri, link.Request.Headers, link.Request.ExpiresAt);

    private static ActiveUpload Active(OpenUpload upload) => new(
        upload.Session.Id.Value,
        upload.Session.JobId.Value,
        upload.Session.DocumentId.Value,
        upload.Session.Status,
        upload.Session.FileName,
        upload.Session.FileSize,
        upload.Session.PartSize,
        upload.Session.TotalParts,
        upload.Received.Parts,
        upload.Received.Bytes,
        Percent.Of(upload.Received.Bytes, upload.Session.FileSize),
        upload.Session.CreatedAt,
        upload.Session.ExpiresAt);
}
