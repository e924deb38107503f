using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>Checks what attributes cannot.</summary>
internal sealed class RedisRules(IServiceProviderIsService registered) : IValidateOptions<RedisOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisOptions options) => ErrorOf(options) is { } error
        ? ValidateOptionsResult.Fail(error)
        : ValidateOptionsResult.Success;

    private string? ErrorOf(RedisOptions options) => options.Configuration switch
    {
        "" when !registered.IsService(typeof(IConnectionMultiplexer)) =>
            "DocProcessing:Redis:Configuration (REDIS_URL) is empty, and the host has no IConnectionMultiplexer: give an address like redis://host:6379.",
        { Length: > 0 } address when !CanRead(address) =>
            "DocProcessing:Redis:Configuration (REDIS_URL) is not an address: write redis://user:password@host:6379/0 or host:6379,password=….",
        _ => null,
    };

    /// <summary>Tells whether the client can read its address. What it says of one may hold a password, so it is not passed on.</summary>
    private static bool CanRead(string address)
    {
        try
        {
            RedisAddress.Parse(address);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException or RedisException)
        {
            return false;
        }
    }
}
