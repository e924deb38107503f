namespace DocProcessing.Host;

/// <summary>
/// Where state and index are kept: <c>DocProcessing:State</c> is sqlite, a file in the data directory, or postgres, or redis. When it is unset, it is postgres
/// once a setting speaks of that. Redis searches nothing: the index is then on PostgreSQL where one is named, else in a file of this node.
/// </summary>
internal static class StateChoice
{
    private const string Setting = "DocProcessing:State";
    private const string PostgresSection = "DocProcessing:Postgres";

    public static IDocumentProcessingBuilder UseChosenState(this IDocumentProcessingBuilder builder, IConfiguration configuration, string dataDirectory)
    {
        var chosen = Chosen(configuration);
        switch (chosen)
        {
            case "postgres":
                return builder.UsePostgresState();
            case "redis":
                return builder.UseRedisState().UseChosenIndex(configuration, dataDirectory);
            case "sqlite":
                break;
            default:
                // Told together with every other wrong setting, by a host that is built: so the slots are filled all the same.
                builder.Services.AddOptions<ChosenState>()
                    .Validate(_ => false, $"{Setting} is '{configuration[Setting]}': give sqlite, postgres or redis.")
                    .ValidateOnStart();
                break;
        }

        return builder.UseSqliteState(state => state.DatabasePath = Path.Combine(dataDirectory, "state.db"));
    }

    private static IDocumentProcessingBuilder UseChosenIndex(this IDocumentProcessingBuilder builder, IConfiguration configuration, string dataDirectory)
    {
        if (configuration.GetSection(PostgresSection).Exists())
        {
            return builder.UsePostgresIndex();
        }

        builder.Services.AddSingleton(new StartupNote(
            "search", "finds what this node has indexed; where several nodes work, name a DocProcessing:Postgres:ConnectionString to share the index"));
        return builder.UseSqliteIndex(index => index.DatabasePath = Path.Combine(dataDirectory, "index.db"));
    }

    private static string Chosen(IConfiguration configuration) => configuration[Setting] switch
    {
        { Length: > 0 } chosen => chosen.ToLowerInvariant(),
        _ => configuration.GetSection(PostgresSection).Exists() ? "postgres" : "sqlite",
    };

    private sealed class ChosenState;
}
