using System.Text.Json.Serialization;

namespace DocProcessing;

/// <summary>How a run of a stage ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StageOutcome>))]
public enum StageOutcome
{
    /// <summary>Done.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded,

    /// <summary>The document's fault.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>An error; there may be another attempt.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Cancelled by its owner.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}
