namespace DocProcessing.Benchmarks.Tests;

public sealed class SocketsTests
{
    [Fact]
    public async Task A_few_sockets_get_every_message_from_each_server()
    {
        var (table, results) = await MeasurementRun.StartAsync("sockets", "--sockets", "8", "--rounds", "1", "--burst", "100", "--seconds", "0.2");

        var servers = results.GetProperty("medians").EnumerateArray().ToList();
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
