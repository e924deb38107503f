using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DocProcessing.Documents;
using DocProcessing.Health;
using DocProcessing.Jobs;
using DocProcessing.Operations;
using DocProcessing.Page;
using DocProcessing.Uploads;
using DocProcessing.WebSockets;

namespace DocProcessing;

/// <summary>The shapes of all that goes over HTTP and sockets. Each name is written at its member: it is the contract.</summary>
[JsonSerializable(typeof(InitiateRequest))]
[JsonSerializable(typeof(InitiateResponse))]
[JsonSerializable(typeof(ChunkResponse))]
[JsonSerializable(typeof(LinkPartsRequest))]
[JsonSerializable(typeof(LinkPartsResponse))]
[JsonSerializable(typeof(AcceptedResponse))]
[JsonSerializable(typeof(UploadStatusResponse))]
[JsonSerializable(typeof(CancelUploadResponse))]
[JsonSerializable(typeof(ActiveUploadsResponse))]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(JobListResponse))]
[JsonSerializable(typeof(HistoryResponse))]
[JsonSerializable(typeof(DocumentView))]
[JsonSerializable(typeof(ContentLink))]
[JsonSerializable(typeof(AnalysisView))]
[JsonSerializable(typeof(SearchResponse))]
[JsonSerializable(typeof(MetricsView))]
[JsonSerializable(typeof(AuditResponse))]
[JsonSerializable(typeof(ConsistencyView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(SocketStatistics))]
[JsonSerializable(typeof(PageSettings))]
[JsonSerializable(typeof(PageCaller))]
[JsonSerializable(typeof(ClientMessage))]
[JsonSerializable(typeof(ConnectedMessage))]
[JsonSerializable(typeof(SubscribedMessage))]
[JsonSerializable(typeof(JobProgressMessage))]
[JsonSerializable(typeof(JobStatusMessage))]
[JsonSerializable(typeof(JobCancelledMessage))]
[JsonSerializable(typeof(NotificationSocketMessage))]
[JsonSerializable(typeof(HeartbeatMessage))]
[JsonSerializable(typeof(ErrorMessage))]
[JsonSerializable(typeof(DateTimeOffset))]
internal sealed partial class HttpJson : JsonSerializerContext
{
    /// <summary>Gets how text is escaped: no more than JSON asks for, so that people can read it. No answer of ours is taken for a page (nosniff).</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Gets the shapes as they are written.</summary>
    public static HttpJson Wire { get; } = new(new JsonSerializerOptions { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = Encoder });
}
