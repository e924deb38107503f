using System.Text.Json.Serialization;

namespace DocProcessing;

/// <summary>How urgent a job is, from low to high.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobPriority>))]
public enum JobPriority
{
    /// <summary>When nothing else waits.</summary>
    [JsonStringEnumMemberName("low")]
    Low,

    /// <summary>The default.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal,

    /// <summary>Before normal ones.</summary>
    [JsonStringEnumMemberName("high")]
    High,

    /// <summary>Before all others.</summary>
    [JsonStringEnumMemberName("critical")]
    Critical,
}
