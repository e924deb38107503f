using System.Text.Json;
using System.Text.Json.Serialization;

namespace DocProcessing.Extraction.Isolation;

/// <summary>What a frame holds.</summary>
internal enum FrameKind : byte
{
    Command = 1,
    Section,
    Metadata,
    Progress,
    Warning,
    Done,
    Rejected,
    Failed,
}

/// <summary>Asks a child to read a document.</summary>
internal sealed record ExtractCommand(
    string Extractor, string Path, long Length, string ContentType, string FileName, ProcessingOptions Options, ExtractionLimits Limits);

internal sealed record ProgressReply(long Done, long Total, string Unit);

internal sealed record WarningReply(string Code, string Message);

/// <summary>The document is read; says how large the child has grown.</summary>
internal sealed record DoneReply(long WorkingSet);

/// <summary>The document, or the attempt, failed. <paramref name="Detail"/> is for the log.</summary>
internal sealed record FailureReply(string Code, string Message, string Detail);

[JsonSerializable(typeof(ExtractCommand))]
[JsonSerializable(typeof(DocumentSection))]
[JsonSerializable(typeof(DocumentMetadata))]
[JsonSerializable(typeof(ProgressReply))]
[JsonSerializable(typeof(WarningReply))]
[JsonSerializable(typeof(DoneReply))]
[JsonSerializable(typeof(FailureReply))]
internal sealed partial class MessageJsonContext : JsonSerializerContext
{
    /// <summary>Gets the shapes for the pipe: nothing there needs escaping for HTML.</summary>
    public static MessageJsonContext Pipe { get; } =
        new(new JsonSerializerOptions
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
}
