using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>Turns the client's errors into ours.</summary>
internal static class RedisErrors
{
    // The server starts or is busy, is a replica, has lost its others, may or can store no more, or lets nobody in.
    private static readonly string[] UnavailableCodes =
    [
        "LOADING", "BUSY", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "NOREPLICAS", "OOM", "MISCONF", "NOAUTH", "WRONGPASS", "NOPERM", "UNKILLABLE",
    ];

    /// <summary>Tells errors of the server and the way to it from errors of our own making.</summary>
    public static bool IsUnavailable(Exception exception) => exception switch
    {
        RedisConnectionException or RedisTimeoutException or TimeoutException or ObjectDisposedException => true,
        RedisServerException { Message: var message } => Array.Exists(UnavailableCodes, code => IsOf(message, code)),
        _ => false,
    };

    public static StateUnavailableException Unavailable(Exception inner) =>
        new("Redis cannot be used now. Try again later.", inner) { RetryAfter = TimeSpan.FromSeconds(5) };

    // Before version 7 a script's error stands in the middle of a sentence of the server's own.
    private static bool IsOf(string message, string code) =>
        message.StartsWith(code + " ", StringComparison.Ordinal) || message.Contains($"-{code} ", StringComparison.Ordinal);
}
