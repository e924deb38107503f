using System.ComponentModel;
using System.Text.Json.Serialization;

namespace DocProcessing.Operations;

internal sealed record AuditResponse(
    [property: JsonPropertyName("entries"), Description("The newest first.")] IReadOnlyList<AuditEntryView> Entries,
    [property: JsonPropertyName("next_before"), Description("What to ask with, as before, for the next page; absent on the last.")] long? NextBefore);

internal sealed record AuditEntryView(
    [property: JsonPropertyName("sequence")] long Sequence,
    [property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp,
    [property: JsonPropertyName("actor"), Description("The user who acted.")] string Actor,
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("subject"), Description("The id of what it was done to.")] string Subject,
    [property: JsonPropertyName("owner"), Description("Whose it was.")] string Owner)
{
    public static AuditEntryView Of(AuditEntry entry) => new(entry.Sequence, entry.Timestamp, entry.Actor, entry.Action, entry.Subject, entry.Owner);
}
