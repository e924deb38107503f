using System.Globalization;
using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>Reads where Redis is: the client's own notation, or an address such as <c>rediss://user:password@host:6380/2</c>.</summary>
internal static class RedisAddress
{
    private const int DefaultPort = 6379;

    /// <exception cref="FormatException">The address names no host, or a database that is no number.</exception>
    public static ConfigurationOptions Parse(string text)
    {
        var options = Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "redis" or "rediss"
            ? Of(address)
            : ConfigurationOptions.Parse(text);
        if (options.EndPoints.Count == 0 || (address is null && text.Contains("://", StringComparison.Ordinal)))
        {
            throw new FormatException("The address names no host.");
        }

        // The client connects again by itself. A Redis that is away when the host starts is told of by the check at start, in better words.
        options.AbortOnConnectFail = false;
        return options;
    }

    private static ConfigurationOptions Of(Uri address)
    {
        var options = new ConfigurationOptions { Ssl = address.Scheme == "rediss" };
        if (address.Host.Length > 0)
        {
            options.EndPoints.Add(address.Host, address.IsDefaultPort || address.Port < 0 ? DefaultPort : address.Port);
        }

        var (user, password) = address.UserInfo.Split(':', 2) is [var first, var second] ? (first, second) : ("", address.UserInfo);
        options.User = user.Length > 0 ? Uri.UnescapeDataString(user) : null;
        options.Password = password.Length > 0 ? Uri.UnescapeDataString(password) : null;
        if (address.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            options.DefaultDatabase = int.Parse(database, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return options;
    }
}
