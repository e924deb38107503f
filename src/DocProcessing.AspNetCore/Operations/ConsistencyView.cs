using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DocProcessing.Operations;

internal sealed record ConsistencyView(
    [property: JsonPropertyName("started_at")] DateTimeOffset StartedAt,
    [property: JsonPropertyName("finished_at")] DateTimeOffset FinishedAt,
    [property: JsonPropertyName("objects"), Description("Objects looked at.")] long Objects,
    [property: JsonPropertyName("uploads"), Description("Multipart uploads looked at.")] long Uploads,
    [property: JsonPropertyName("records"), Description("Job records looked at.")] long Records,
    [property: JsonPropertyName("foreign_keys"), Description("Keys of other applications, left alone.")] long ForeignKeys,
    [property: JsonPropertyName("counts"), Description("The number of findings by kind.")] IReadOnlyDictionary<string, long> Counts,
    [property: JsonPropertyName("repaired"), Description("How many of them were repaired.")] long Repaired,
    [property: JsonPropertyName("findings"), Description("The first findings, up to limit.")] IReadOnlyList<ConsistencyFindingView> Findings)
{
    public static ConsistencyView Of(ConsistencyReport report) => new(
        report.StartedAt,
        report.FinishedAt,
        report.Looked.Objects,
        report.Looked.Uploads,
        report.Looked.Records,
        report.ForeignKeys,
        new SortedDictionary<string, long>(
            report.Counts.ToDictionary(count => JsonNamingPolicy.SnakeCaseLower.ConvertName(count.Key.ToString()), count => count.Value), StringComparer.Ordinal),
        report.Repaired,
        [.. report.Findings.Select(ConsistencyFindingView.Of)]);
}

internal sealed record ConsistencyFindingView(
    [property: JsonPropertyName("kind")] ConsistencyFindingKind Kind,
    [property: JsonPropertyName("key"), Description("The object in storage, or where the upload's would be.")] string Key,
    [property: JsonPropertyName("document_id")] string DocumentId,
    [property: JsonPropertyName("job_id"), Description("Absent when no record has the document.")] string? JobId,
    [property: JsonPropertyName("storage_upload_id")] string? StorageUploadId,
    [property: JsonPropertyName("expected_bytes"), Description("The size on record.")] long? ExpectedBytes,
    [property: JsonPropertyName("found_bytes"), Description("The size in storage.")] long? FoundBytes,
    [property: JsonPropertyName("repaired")] bool Repaired)
{
    public static ConsistencyFindingView Of(ConsistencyFinding finding) => new(
        finding.Kind,
        finding.Key.Value,
        finding.DocumentId.Value,
        finding.JobId?.Value,
        finding.StorageUploadId,
        finding.ExpectedBytes,
        finding.FoundBytes,
        finding.Repaired);
}
