using Npgsql;

namespace DocProcessing.Postgres;

/// <summary>Turns the driver's errors into ours.</summary>
internal static class PostgresErrors
{
    // Whole classes: the server stops or starts, is a standby, lets nobody in, lacks something, is broken, or stopped the statement.
    private static readonly string[] UnavailableClasses = ["08", "25", "28", "3D", "40", "53", "57", "58", "XX"];

    /// <summary>Tells errors of the server and the way to it from errors of our own making.</summary>
    public static bool IsUnavailable(NpgsqlException exception) =>
        exception.IsTransient
        || exception is not PostgresException { SqlState: var state }
        || Array.Exists(UnavailableClasses, unavailable => state.StartsWith(unavailable, StringComparison.Ordinal));

    /// <summary>Tells whether a connection that there was is gone, and others that lie idle with it. One that could not be made is another matter.</summary>
    public static bool IsConnectionLost(NpgsqlException exception) => exception is PostgresException { SqlState: var state }
        ? state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        : exception.InnerException is IOException;

    public static StateUnavailableException Unavailable(Exception inner) =>
        new("The state database cannot be used now. Try again later.", inner) { RetryAfter = TimeSpan.FromSeconds(5) };
}
