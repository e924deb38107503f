using System.Diagnostics;
using System.Text.Json;
using DocProcessing.Benchmarks.Support;

namespace DocProcessing.Benchmarks.Tests;

public sealed class SocketsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("docprocessing-sockets-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_few_sockets_get_every_message_from_each_server()
    {
        using var run = Process.Start(new ProcessStartInfo(
            "dotnet",
            [typeof(Median).Assembly.Location, "sockets", "--sockets", "8", "--rounds", "1", "--burst", "100", "--seconds", "0.2", "--out", _directory.FullName])
        {
            RedirectStandardOutput = true,
        })!;
        var table = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, run.ExitCode);
        using var results = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "sockets.json"), TestContext.Current.CancellationToken));
        var servers = results.RootElement.GetProperty("medians").EnumerateArray().ToList();
        Assert.Equal(["DocProcessing", "SignalR", "send loop"], servers.Select(server => server.GetProperty("Server").GetString()));
        Assert.All(servers, server =>
        {
            Assert.Contains($"| {server.GetProperty("Server").GetString()} |", table, StringComparison.Ordinal);
            Assert.True(server.GetProperty("MessagesPerSecond").GetDouble() > 0);
            Assert.All(server.GetProperty("Delays").EnumerateArray(), delays =>
            {
                Assert.Equal(1, delays.GetProperty("Delivered").GetDouble());
                Assert.InRange(delays.GetProperty("Median").GetDouble(), 0.01, delays.GetProperty("Percentile99").GetDouble());
            });
        });
    }
}
