using System.Diagnostics;
using System.Text.Json;
using DocProcessing.Benchmarks.Support;

namespace DocProcessing.Benchmarks.Tests;

/// <summary>One short run of a measurement, in a process of its own as people run it.</summary>
internal static class MeasurementRun
{
    /// <returns>The table that was printed, and the file that was written.</returns>
    public static async Task<(string Table, JsonElement Results)> StartAsync(string verb, params string[] arguments)
    {
        var directory = Directory.CreateTempSubdirectory("docprocessing-measurement-");
        try
        {
            using var run = Process.Start(new ProcessStartInfo("dotnet", [typeof(Median).Assembly.Location, verb, .. arguments, "--out", directory.FullName])
            {
                RedirectStandardOutput = true,
            })!;
            var table = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, run.ExitCode);
            using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(directory.FullName, verb + ".json"), TestContext.Current.CancellationToken));
            return (table, file.RootElement.Clone());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
