using DocProcessing.Redis;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace DocProcessing.Hangfire;

/// <summary>Checks that the chosen store has what it needs.</summary>
internal sealed class HangfireQueueRules(IServiceProviderIsService registered) : IValidateOptions<HangfireQueueOptions>
{
    public ValidateOptionsResult Validate(string? name, HangfireQueueOptions options) => ErrorOf(options) is { } error
        ? ValidateOptionsResult.Fail(error)
        : ValidateOptionsResult.Success;

    private string? ErrorOf(HangfireQueueOptions options) => options.Store switch
    {
        HangfireStore.Host when !registered.IsService(typeof(JobStorage)) =>
            "DocProcessing:Hangfire:Store is Host, but the host has no JobStorage: call AddHangfire, or give Postgres, Redis or Memory.",
        HangfireStore.Postgres when string.IsNullOrWhiteSpace(options.PostgresConnectionString) =>
            "DocProcessing:Hangfire:PostgresConnectionString is empty, but Store is Postgres.",
        HangfireStore.Postgres when !IsRead(() => new NpgsqlConnectionStringBuilder(options.PostgresConnectionString)) =>
            "DocProcessing:Hangfire:PostgresConnectionString is not one: write it like Host=…;Database=…;Username=…;Password=….",
        HangfireStore.Redis when string.IsNullOrWhiteSpace(options.RedisConfiguration) =>
            "DocProcessing:Hangfire:RedisConfiguration (REDIS_URL) is empty, but Store is Redis.",
        HangfireStore.Redis when !IsRead(() => RedisAddress.Parse(options.RedisConfiguration)) =>
            "DocProcessing:Hangfire:RedisConfiguration (REDIS_URL) is not an address: write redis://host:6379 or host:6379,password=….",
        { } store when !Enum.IsDefined(store) => $"DocProcessing:Hangfire:Store is {store}: give Postgres, Redis, Memory or Host.",
        _ => null,
    };

    /// <summary>Tells whether a client can read its settings. What it says of them may hold a password, so it is not passed on.</summary>
    private static bool IsRead<T>(Func<T> read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or RedisException)
        {
            return false;
        }
    }
}
