namespace DocProcessing.Host;

/// <summary>
/// Where state and index are kept: <c>DocProcessing:State</c> is sqlite, a file in the data directory, or postgres. When it is unset, it is postgres once a
/// setting speaks of that.
/// </summary>
internal static class StateChoice
{
    private const string Setting = "DocProcessing:State";
    private const string PostgresSection = "DocProcessing:Postgres";

    public static IDocumentProcessingBuilder UseChosenState(this IDocumentProcessingBuilder builder, IConfiguration configuration, string dataDirectory)
    {
        var chosen = Chosen(configuration);
        if (chosen == "postgres")
        {
            return builder.UsePostgresState();
        }

        if (chosen != "sqlite")
        {
            // Told together with every other wrong setting, by a host that is built: so the slots are filled all the same.
            builder.Services.AddOptions<ChosenState>()
                .Validate(_ => false, $"{Setting} is '{configuration[Setting]}': give sqlite or postgres.")
                .ValidateOnStart();
        }

        return builder.UseSqliteState(state => state.DatabasePath = Path.Combine(dataDirectory, "state.db"));
    }

    private static string Chosen(IConfiguration configuration) => configuration[Setting] switch
    {
        { Length: > 0 } chosen => chosen.ToLowerInvariant(),
        _ => configuration.GetSection(PostgresSection).Exists() ? "postgres" : "sqlite",
    };

    private sealed class ChosenState;
}
