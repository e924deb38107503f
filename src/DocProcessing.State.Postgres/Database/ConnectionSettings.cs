using Npgsql;

namespace DocProcessing.Postgres;

/// <summary>Makes the driver's settings out of ours.</summary>
internal static class ConnectionSettings
{
    // More than there are statements in this package.
    private const int MaxPrepared = 80;

    public static string Of(PostgresStateOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            SearchPath = options.Schema,
            MinPoolSize = options.MinPoolSize,
            MaxPoolSize = options.MaxPoolSize,
            CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds),
            MaxAutoPrepare = options.PrepareStatements ? MaxPrepared : 0,
            AutoPrepareMinUsages = 2,

            // A day that is added to a time is then always 24 hours.
            Timezone = "UTC",

            // No call leaves anything behind in its session.
            NoResetOnClose = true,
        };
        settings.ApplicationName ??= "docprocessing";
        return settings.ConnectionString;
    }

    /// <summary>Tells whether the driver can read the settings. What it says of them may hold a password, so it is not passed on.</summary>
    public static bool CanRead(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
