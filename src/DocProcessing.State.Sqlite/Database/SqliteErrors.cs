using Microsoft.Data.Sqlite;

namespace DocProcessing.Sqlite;

/// <summary>Turns the driver's errors into ours.</summary>
internal static class SqliteErrors
{
    private const int Error = 1;
    private const int Constraint = 19;
    private const int Misuse = 21;
    private const int Range = 25;

    public const int Interrupted = 9;

    /// <summary>Tells errors of the file, the disk or another process from errors of our own making.</summary>
    public static bool IsUnavailable(SqliteException exception) => exception.SqliteErrorCode is not (Error or Constraint or Misuse or Range);

    public static StateUnavailableException Unavailable(Exception inner) =>
        new("The state database cannot be used now. Try again later.", inner) { RetryAfter = TimeSpan.FromSeconds(5) };
}
