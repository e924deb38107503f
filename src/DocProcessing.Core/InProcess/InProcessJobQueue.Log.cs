using Microsoft.Extensions.Logging;

namespace DocProcessing.InProcess;

internal sealed partial class InProcessJobQueue
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The queue has no room for more {Priority} tickets; jobs beyond it wait in the job store.")]
    private partial void LogFull(JobPriority priority);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The handler of job {JobId} failed; the worker goes on.")]
    private partial void LogHandlerFailed(Exception exception, JobId jobId);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "A worker found no place for a job; it tries again.")]
    private partial void LogPlaceFailed(Exception exception);
}
