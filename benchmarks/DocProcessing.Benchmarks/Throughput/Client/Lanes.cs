using System.Diagnostics;

namespace DocProcessing.Benchmarks.Throughput.Client;

/// <summary>Sends prepared requests over some connections at the same time, each connection one request after the other.</summary>
internal sealed class Lanes : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly HttpConnection[] _connections;

    private Lanes(HttpConnection[] connections) => _connections = connections;

    public static async Task<Lanes> OpenAsync(Uri address, int inFlight) =>
        new(await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => HttpConnection.OpenAsync(address))));

    /// <param name="sequences">Each is sent in its order, by one connection.</param>
    public async Task<SendTimes> SendAsync(IReadOnlyList<IReadOnlyList<Request>> sequences)
    {
        var times = new TimeSpan[_connections.Length][];
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(_connections.Select((connection, lane) => Task.Run(async () => times[lane] = await RunAsync(connection)))).WaitAsync(Limit);
        return new SendTimes(Stopwatch.GetElapsedTime(started), [.. times.SelectMany(time => time).Order()]);

        async Task<TimeSpan[]> RunAsync(HttpConnection connection)
        {
            var taken = new List<TimeSpan>();
            for (int index; (index = Interlocked.Increment(ref next)) < sequences.Count;)
            {
                foreach (var request in sequences[index])
                {
                    var sent = Stopwatch.GetTimestamp();
                    await connection.SendAsync(request);
                    taken.Add(Stopwatch.GetElapsedTime(sent));
                }
            }

            return [.. taken];
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }
}

/// <summary>How long sending took: in all, and each request from its first byte to its answer, ascending.</summary>
internal sealed record SendTimes(TimeSpan Elapsed, TimeSpan[] Requests)
{
    public double Milliseconds(double quantile) => Requests[(int)Math.Ceiling((Requests.Length - 1) * quantile)].TotalMilliseconds;
}
