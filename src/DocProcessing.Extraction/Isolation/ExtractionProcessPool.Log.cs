using Microsoft.Extensions.Logging;

namespace DocProcessing.Extraction.Isolation;

internal sealed partial class ExtractionProcessPool
{
    [LoggerMessage(4001, LogLevel.Debug, "Started extraction process {ProcessId}")]
    private partial void LogStarted(int processId);

    [LoggerMessage(4002, LogLevel.Warning, "Extractor {Extractor} lost its process {ProcessId}: {Reason} {Report}")]
    private partial void LogCrashed(string extractor, int processId, string reason, string? report);
}
