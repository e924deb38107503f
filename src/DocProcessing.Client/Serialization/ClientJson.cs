using System.Text.Json;
using System.Text.Json.Serialization;
using DocProcessing.Client.Resuming;
using DocProcessing.Client.Uploads;
using DocProcessing.Client.Watching;

namespace DocProcessing.Client.Serialization;

/// <summary>The shapes of all that goes over HTTP and sockets, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(LowerCase<JobStatus>), typeof(LowerCase<JobPriority>), typeof(LowerCase<UploadStatus>)])]
[JsonSerializable(typeof(InitiateRequest))]
[JsonSerializable(typeof(UploadSession))]
[JsonSerializable(typeof(UploadState))]
[JsonSerializable(typeof(ActiveUploads))]
[JsonSerializable(typeof(UploadReceipt))]
[JsonSerializable(typeof(CancelledUpload))]
[JsonSerializable(typeof(ChunkReceipt))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(JobHistory))]
[JsonSerializable(typeof(Document))]
[JsonSerializable(typeof(DocumentAnalysis))]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(ResumableUpload))]
[JsonSerializable(typeof(SocketRequest))]
[JsonSerializable(typeof(SocketMessage))]
internal sealed partial class ClientJson : JsonSerializerContext
{
    public static ClientJson Wire => Default;

    /// <summary>Reads and writes the contract's words for an enumeration.</summary>
    internal sealed class LowerCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
        where T : struct, Enum;
}
