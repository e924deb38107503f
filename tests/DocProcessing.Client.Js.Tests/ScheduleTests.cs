using System.Diagnostics;
using System.Text.Json;
using DocProcessing.EndToEnd;
using DocProcessing.EndToEnd.Schedules;
using DocProcessing.Testing;

namespace DocProcessing.Client.Js.Tests;

/// <summary>The schedules of faults that the .NET client goes through, for the JavaScript client in Node.</summary>
[Collection(NodePackageTests.Name)]
public sealed class ScheduleTests : HostTest
{
    /// <summary>Fewer in the short form, since each document is a process of its own, and its waits are real ones.</summary>
    [Fact(Timeout = 600_000)]
    public async Task Documents_arrive_whole_and_are_watched_to_their_end_whatever_the_network_does()
    {
        var seed = LongForm.Setting("DOCPROCESSING_SEED", Random.Shared.Next(1_000_000));
        var count = LongForm.Setting("DOCPROCESSING_SCHEDULES", LongForm.Choose(20, 100));
        var files = Directory.CreateTempSubdirectory("docprocessing-schedules-");
        var host = await StartHostAsync();
        var run = new ScheduleRun(host, new NodeDriver(), files);
        var clock = Stopwatch.StartNew();

        await run.RunAsync(seed, count, Cancelled);

        Print($"JavaScript client: {count} documents through {run.Met.Faults} faults, seed {seed}, {clock.Elapsed.TotalSeconds:0} s");
        files.Delete(recursive: true);
    }

    private sealed class NodeDriver : IClientDriver
    {
        private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

        public async Task<DriverResult> RunAsync(Uri address, string token, string file, CancellationToken cancellationToken)
        {
            string[] arguments = ["--experimental-websocket", "test/drive.mjs", address.ToString(), token, file];
            var (exitCode, output) = await NodePackage.RunAsync("node", arguments, new Dictionary<string, string>(), cancellationToken);
            Assert.True(exitCode == 0, output);
            return JsonSerializer.Deserialize<DriverResult>(output.Split('\n').Single(line => line.StartsWith('{')), SnakeCase)!;
        }
    }
}
