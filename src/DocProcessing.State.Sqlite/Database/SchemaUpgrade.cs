using System.Reflection;

namespace DocProcessing.Sqlite;

/// <summary>Brings a database to the version of this package, in place. Its version is its <c>user_version</c>; the scripts are <c>Schema/{version}.sql</c>.</summary>
internal static class SchemaUpgrade
{
    public const int Version = 1;

    // "DocP", so that the file of another program is not taken for ours.
    private const long ApplicationId = 0x446F6350;

    public static void Run(SqliteSession session)
    {
        if (VersionOf(session) == Version)
        {
            return;
        }

        // Waits for another process that starts at the same moment; what it has done is then seen below.
        session.ExecuteScript("BEGIN IMMEDIATE");
        var present = VersionOf(session);
        Check(session, present);
        session.ExecuteScript("COMMIT");
        for (var version = present + 1; version <= Version; version++)
        {
            Upgrade(session, version);
        }
    }

    private static void Upgrade(SqliteSession session, long version)
    {
        session.ExecuteScript("BEGIN IMMEDIATE");
        if (VersionOf(session) < version)
        {
            session.ExecuteScript(Script(version));
            session.ExecuteScript($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {version};");
        }

        session.ExecuteScript("COMMIT");
    }

    private static void Check(SqliteSession session, long present)
    {
        if (present > Version)
        {
            throw new InvalidOperationException(
                $"The state database has version {present}, but this package knows versions up to {Version}. Use a newer package, or another DocProcessing:Sqlite:DatabasePath.");
        }

        var isOurs = session.Number("PRAGMA application_id") == ApplicationId;
        if (!isOurs && session.Number("SELECT COUNT(*) FROM sqlite_schema") > 0)
        {
            throw new InvalidOperationException("The file that DocProcessing:Sqlite:DatabasePath names is another program's database. Name another file.");
        }
    }

    private static long VersionOf(SqliteSession session) => session.Number("PRAGMA user_version") ?? 0;

    private static string Script(long version)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{version}.sql")
            ?? throw new InvalidOperationException($"There is no upgrade to version {version}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
