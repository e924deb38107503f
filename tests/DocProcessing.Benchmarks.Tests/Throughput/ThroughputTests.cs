using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;

namespace DocProcessing.Benchmarks.Throughput;

/// <summary>The measurement in its smallest form, on real processes: it fails by itself when a server has not stored what it was sent.</summary>
public sealed class ThroughputTests : IDisposable
{
    private static readonly string[] Servers = ["host", "raw", "naive"];

    private readonly DirectoryInfo _out = Directory.CreateTempSubdirectory("docprocessing-throughput-");

    public void Dispose() => _out.Delete(recursive: true);

    [Fact]
    public async Task A_short_run_measures_every_server_and_writes_its_figures_and_its_chart()
    {
        var (exitCode, output) = await RunAsync(
            "--rounds", "1", "--mb", "16", "--in-flight", "2", "--files", "20", "--cases", "chunks,small", "--servers", string.Join(',', Servers), "--out", _out.FullName);

        Assert.True(exitCode == 0, output);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_out.FullName, "throughput.json")));
        var measurements = json.RootElement.GetProperty("measurements").EnumerateArray().ToList();
        Assert.Equal(Servers.Order(), ServersThatDid(measurements, "chunks", "2 in flight"));
        Assert.Equal(Servers.Order(), ServersThatDid(measurements, "small", "synced"));
        Assert.Equal(["naive", "raw"], ServersThatDid(measurements, "small", "unsynced"));
        Assert.All(measurements.SelectMany(measurement => measurement.GetProperty("figures").EnumerateObject()), figure => Assert.True(double.IsFinite(figure.Value.GetDouble())));
        Assert.Contains("| raw | 1.00 |", output, StringComparison.Ordinal);

        var chart = XDocument.Load(Path.Combine(_out.FullName, "throughput.svg"));
        var bars = chart.Descendants().Where(element => element.Name.LocalName == "rect" && element.Attribute("class")!.Value.StartsWith("bar", StringComparison.Ordinal));
        Assert.Equal(measurements.Count, bars.Count());
    }

    [Fact]
    public async Task An_option_that_is_not_known_is_told_and_nothing_is_measured()
    {
        var (exitCode, output) = await RunAsync("--speed", "high", "--out", _out.FullName);

        Assert.Equal(1, exitCode);
        Assert.Contains("--speed is not known", output, StringComparison.Ordinal);
        Assert.Empty(_out.EnumerateFiles());
    }

    [Fact]
    public async Task A_run_that_is_broken_off_leaves_no_server_and_no_file_behind()
    {
        using var run = Start("--cases", "small", "--files", "20", "--servers", "raw", "--out", _out.FullName);
        var progress = await run.StandardError.ReadLineAsync();
        var servers = ServersUnder(_out.FullName);
        Process.Start("kill", ["-TERM", $"{run.Id}"]).WaitForExit();
        await run.WaitForExitAsync();

        Assert.StartsWith("round 0", progress, StringComparison.Ordinal);
        Assert.Equal(1, servers);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(0, ServersUnder(_out.FullName));
        Assert.Empty(_out.EnumerateFileSystemInfos());
    }

    // A reference server's directory is one of its arguments.
    private static int ServersUnder(string directory) => Directory.EnumerateDirectories("/proc")
        .Where(process => int.TryParse(Path.GetFileName(process), out _))
        .Select(process => ArgumentsOf(process))
        .Count(arguments => arguments.Contains("\0serve\0", StringComparison.Ordinal) && arguments.Contains(directory, StringComparison.Ordinal));

    private static string ArgumentsOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return string.Empty;
        }
    }

    private static IEnumerable<string> ServersThatDid(IEnumerable<JsonElement> measurements, string @case, string variant) => measurements
        .Where(measurement => measurement.GetProperty("case").GetString() == @case && measurement.GetProperty("variant").GetString() == variant)
        .Where(measurement => measurement.GetProperty("figures").EnumerateObject().First().Value.GetDouble() > 0)
        .Select(measurement => measurement.GetProperty("server").GetString()!)
        .Order();

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] options)
    {
        using var run = Start(options);
        var output = await Task.WhenAll(run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.WaitForExitAsync();
        return (run.ExitCode, string.Concat(output));
    }

    private Process Start(params string[] options)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ThroughputCommand).Assembly.Location, "throughput", .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Whatever a run leaves lying about lies where the test looks.
        start.Environment["TMPDIR"] = _out.FullName;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
    }
}
