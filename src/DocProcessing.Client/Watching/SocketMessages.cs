namespace DocProcessing.Client.Watching;

/// <summary>What is sent over a socket.</summary>
internal sealed record SocketRequest(string Type, IReadOnlyList<string>? JobIds = null, long? Since = null);

/// <summary>What comes over a socket, as far as a watch is concerned.</summary>
internal sealed record SocketMessage
{
    public const string Progress = "job_progress";

    public string? Type { get; init; }

    public string? JobId { get; init; }

    public JobProgress? Data { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }
}
