using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>Upload sessions and their parts as the scripts take and give them.</summary>
internal static class SessionValues
{
    /// <summary>Gives what <c>session_given</c> names.</summary>
    /// <param name="session">The record, with the version that it gets.</param>
    public static RedisValue[] Of(UploadSession session) =>
    [
        session.Id.Value,
        session.Owner,
        StatusNames.Of(session.Status),
        !session.Status.IsTerminal(),
        session is { Status: UploadStatus.Cancelled or UploadStatus.Expired, BytesReleased: false },
        session.TotalParts,
        session.IdempotencyKey ?? "",
        Records.Ticks(session.ExpiresAt),
        session.ExpiresAt.ToUnixTimeMilliseconds(),
        session.Version,
        Records.Write(session),
    ];

    /// <summary>Reads a row of <c>session_read</c>.</summary>
    public static UploadSession? Read(RedisResult row) =>
        row[0].IsNull ? null : Records.Read<UploadSession>(row[0]) with { ExpiresAt = Records.Time(row[1]) };

    /// <summary>Reads rows of <c>session_read</c>.</summary>
    public static IEnumerable<UploadSession> ReadAll(RedisResult rows) => ((RedisResult[])rows!).Select(Read).OfType<UploadSession>();

    /// <summary>Reads rows of <c>session_read</c>, with what was received.</summary>
    public static List<OpenUpload> ReadOpen(RedisResult rows) =>
        [.. ((RedisResult[])rows!).Select(row => new OpenUpload(Read(row)!, new ReceivedParts(Number(row[2]), Bytes(row[3]))))];

    /// <summary>Reads a part: its length, which the scripts add up, a space, and the record.</summary>
    public static StoredPart ReadPart(RedisValue value)
    {
        ReadOnlyMemory<byte> bytes = value;
        return Records.Read<StoredPart>(bytes[(bytes.Span.IndexOf((byte)' ') + 1)..]);
    }

    // Before the first part there is none.
    private static int Number(RedisResult value) => value.IsNull ? 0 : (int)value;

    private static long Bytes(RedisResult value) => value.IsNull ? 0 : (long)value;
}
