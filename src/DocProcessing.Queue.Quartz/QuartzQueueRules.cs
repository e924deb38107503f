using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Quartz;

namespace DocProcessing.Quartz;

/// <summary>Checks that the chosen store has what it needs.</summary>
internal sealed class QuartzQueueRules(IServiceProviderIsService registered) : IValidateOptions<QuartzQueueOptions>
{
    public ValidateOptionsResult Validate(string? name, QuartzQueueOptions options) => ErrorOf(options) is { } error
        ? ValidateOptionsResult.Fail(error)
        : ValidateOptionsResult.Success;

    private string? ErrorOf(QuartzQueueOptions options) => options.Store switch
    {
        QuartzStore.Host when !registered.IsService(typeof(IScheduler)) && !registered.IsService(typeof(ISchedulerFactory)) =>
            "DocProcessing:Quartz:Store is Host, but the host has no scheduler: call AddQuartz, or give Postgres, Sqlite or Memory.",
        QuartzStore.Postgres when string.IsNullOrWhiteSpace(options.PostgresConnectionString) =>
            "DocProcessing:Quartz:PostgresConnectionString is empty, but Store is Postgres.",
        QuartzStore.Postgres when !IsConnectionString(options.PostgresConnectionString) =>
            "DocProcessing:Quartz:PostgresConnectionString is not one: write it like Host=…;Database=…;Username=…;Password=….",
        QuartzStore.Sqlite when string.IsNullOrWhiteSpace(options.SqlitePath) =>
            "DocProcessing:Quartz:SqlitePath is empty, but Store is Sqlite: name the file, such as data/quartz.db.",
        { } store when !Enum.IsDefined(store) => $"DocProcessing:Quartz:Store is {store}: give Postgres, Sqlite, Memory or Host.",
        _ => null,
    };

    /// <summary>Tells whether the driver can read its settings. What it says of them may hold a password, so it is not passed on.</summary>
    private static bool IsConnectionString(string? text)
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
