using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace DocProcessing.Benchmarks.Throughput.Report;

/// <summary>On what kind of machine a run was.</summary>
internal sealed record Machine(
    [property: JsonPropertyName("processor")] string Processor,
    [property: JsonPropertyName("cores")] int Cores,
    [property: JsonPropertyName("memory_gigabytes")] double MemoryGigabytes,
    [property: JsonPropertyName("system")] string System,
    [property: JsonPropertyName("runtime")] string Runtime)
{
    public static Machine Here() => new(
        ValueOf("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        Math.Round(double.Parse(ValueOf("/proc/meminfo", "MemTotal")!.Split(' ')[0], CultureInfo.InvariantCulture) / (1 << 20), 1),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);

    private static string? ValueOf(string path, string name) =>
        File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
