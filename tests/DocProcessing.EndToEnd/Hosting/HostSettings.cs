namespace DocProcessing.EndToEnd.Hosting;

/// <summary>The environment that a host is started with. Names with colons are configuration keys.</summary>
internal sealed class HostSettings
{
    /// <summary>The key that the tests' hosts trust: the tests make bad tokens with it.</summary>
    public const string SigningKey = "known to the tests, and to nobody who matters";

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Makes settings that do not get in a test's way: no rate limits, small chunks, quick recovery.</summary>
    public static HostSettings ForTests() => new HostSettings()
        .With("ASPNETCORE_ENVIRONMENT", "Development")
        .With("Auth:SigningKey", SigningKey)
        .With("RATE_LIMIT_UPLOADS_PER_MINUTE", "0")
        .With("RATE_LIMIT_REQUESTS_PER_MINUTE", "0")
        .With("DocProcessing:RateLimits:SendsPerPart", "0")
        .With("DocProcessing:WebSockets:MaxConnectionsPerUser", "200")
        .With("DocProcessing:Uploads:PartSizeBytes", "65536")
        .With("DocProcessing:Jobs:HousekeepingInterval", "00:00:01")
        .With("DocProcessing:Jobs:ReconcileInterval", "00:00:00.5")
        .With("DocProcessing:Jobs:LeaseDuration", "00:00:02")
        .With("DocProcessing:Jobs:ProgressInterval", "00:00:00.05")
        .With("DocProcessing:FileSystem:AbandonedTempAfter", "00:00:01");

    public HostSettings With(string name, string value)
    {
        _values[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        return this;
    }

    public HostSettings Without(string name)
    {
        _values.Remove(name.Replace(":", "__", StringComparison.Ordinal));
        return this;
    }
}
