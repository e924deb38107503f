using System.Diagnostics;
using System.Reflection;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>Starts the sample host with tokens, SQLite and the file system, as a user would.</summary>
internal static class HostServer
{
    private static readonly string Assembly =
        typeof(HostServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "HostAssembly").Value!;

    /// <param name="settings">Environment variables, or configuration keys, that make a variant.</param>
    public static Func<ServerPlace, ProcessStartInfo> Command(params (string Name, string Value)[] settings) => place =>
    {
        var start = new ProcessStartInfo("dotnet", [Assembly]);
        (string, string)[] own =
        [
            ("ASPNETCORE_URLS", place.Address.ToString()),
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("DocProcessing:DataDirectory", Path.Combine(place.Directory, "data")),
            ("TMPDIR", place.Directory),

            // What would end a run, or hold it up on purpose; and its log, since no other server here writes one.
            ("RATE_LIMIT_UPLOADS_PER_MINUTE", "0"),
            ("RATE_LIMIT_REQUESTS_PER_MINUTE", "0"),
            ("DocProcessing:Resources:CpuThrottleThreshold", "1"),
            ("Logging:LogLevel:Default", "Warning"),
        ];
        foreach (var (name, value) in own.Concat(settings))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return start;
    };
}
