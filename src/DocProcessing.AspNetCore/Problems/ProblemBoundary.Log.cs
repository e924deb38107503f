namespace DocProcessing.Problems;

internal sealed partial class ProblemBoundary
{
    [LoggerMessage(4001, LogLevel.Error, "{Method} {Endpoint} failed")]
    private partial void LogUnforeseen(Exception exception, string method, string? endpoint);

    [LoggerMessage(4002, LogLevel.Warning, "{Method} {Endpoint}: a store is out of reach")]
    private partial void LogUnavailable(Exception exception, string method, string? endpoint);

    [LoggerMessage(4003, LogLevel.Warning, "{Endpoint} was cut off in the middle of its answer")]
    private partial void LogCutOff(Exception exception, string? endpoint);
}
