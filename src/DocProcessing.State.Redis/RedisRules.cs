using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>Checks the address and the prefix.</summary>
internal sealed partial class RedisRules(IServiceProviderIsService registered) : IValidateOptions<RedisOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisOptions options)
    {
        List<string> errors = [.. AddressErrors(options.Configuration)];
        if (!Prefix().IsMatch(options.KeyPrefix))
        {
            errors.Add("DocProcessing:Redis:KeyPrefix holds one part in braces, as {docprocessing}: does, and no spaces.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> AddressErrors(string address)
    {
        if (address.Length == 0 && !registered.IsService(typeof(IConnectionMultiplexer)))
        {
            yield return "DocProcessing:Redis:Configuration (REDIS_URL) is empty, and the host has no IConnectionMultiplexer: give an address like redis://host:6379.";
        }

        if (address.Length > 0 && !CanRead(address))
        {
            yield return "DocProcessing:Redis:Configuration (REDIS_URL) is not an address: write redis://user:password@host:6379/0 or host:6379,password=….";
        }
    }

    [GeneratedRegex(@"^[^\s{}]*\{[^\s{}]+\}[^\s{}]*$")]
    private static partial Regex Prefix();

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
