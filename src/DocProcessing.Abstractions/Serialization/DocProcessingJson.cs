using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DocProcessing;

/// <summary>How the library's records are written as JSON: snake_case, nulls left out. The one shape for stores, artifacts, buses and HTTP.</summary>
public static class DocProcessingJson
{
    /// <summary>Gets the options that all of the shapes share, for a resolver chain.</summary>
    public static JsonSerializerOptions Options => RecordJsonContext.Default.Options;

    /// <summary>Gets the shape of a record.</summary>
    /// <typeparam name="T">A record of this package.</typeparam>
    /// <returns>Its shape, made at compile time.</returns>
    /// <exception cref="NotSupportedException">The type is not a record of this package.</exception>
    public static JsonTypeInfo<T> TypeOf<T>() =>
        RecordJsonContext.Default.GetTypeInfo(typeof(T)) as JsonTypeInfo<T>
        ?? throw new NotSupportedException($"{typeof(T)} has no JSON shape in this package.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(UploadSession))]
[JsonSerializable(typeof(StoredPart))]
[JsonSerializable(typeof(ProgressEvent))]
[JsonSerializable(typeof(StageRun))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(BusMessage))]
[JsonSerializable(typeof(Notification))]
[JsonSerializable(typeof(JobTicket))]
[JsonSerializable(typeof(ProcessingOptions))]
[JsonSerializable(typeof(DocumentSection))]
[JsonSerializable(typeof(DocumentMetadata))]
[JsonSerializable(typeof(DocumentAnalysis))]
internal sealed partial class RecordJsonContext : JsonSerializerContext;
