using DocProcessing.Testing;

namespace DocProcessing.EndToEnd.Schedules;

/// <summary>What one seed does to the requests of one document: the same for every client.</summary>
internal sealed class FaultSchedule(int seed, int maxFaults)
{
    // The form's fields are before it; in a very small file its end is.
    private const int FileByte = 1500;
    private const double Share = 0.35;

    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();
    private int _faults;
    private bool _frozen;

    public int Seed => seed;

    public RequestFault Next(string method, string path, string body)
    {
        lock (_gate)
        {
            var delay = TimeSpan.FromMilliseconds(_random.Next(4) == 0 ? _random.Next(40) : 0);
            if (_faults >= maxFaults || _random.NextDouble() >= Share)
            {
                return RequestFault.None with { Delay = delay };
            }

            _faults++;
            return Fault(method, path, body) with { Delay = delay };
        }
    }

    private RequestFault Fault(string method, string path, string body) => IsLive(path) ? OfConnection() : _random.Next(10) switch
    {
        < 3 => new RequestFault(RequestFaultKind.LoseAnswer),
        < 6 when IsChunk(method, path) => CutChunk(),
        6 when IsChunk(method, path) && body.Length > FileByte => new RequestFault(RequestFaultKind.Corrupt, FileByte),
        < 6 => new RequestFault(RequestFaultKind.CutAnswer, _random.Next(200)),
        < 8 => Refusal(429),
        _ => Refusal(_random.Next(3) == 0 ? 502 : 503),
    };

    private static bool IsChunk(string method, string path) => method == "POST" && path.Contains("/chunk", StringComparison.Ordinal);

    private static bool IsLive(string path) => path.Contains("/ws/", StringComparison.Ordinal) || path.EndsWith("/events", StringComparison.Ordinal);

    // A live connection is refused, or ends after some messages.
    private RequestFault OfConnection() => _random.Next(3) == 0 ? Refusal(503) : new RequestFault(RequestFaultKind.CutAnswer, _random.Next(3000));

    // Few are frozen, since each of them takes as long as a client is patient.
    private RequestFault CutChunk()
    {
        if (!_frozen && _random.Next(8) == 0)
        {
            _frozen = true;
            return new RequestFault(RequestFaultKind.Freeze, _random.Next(60_000));
        }

        return new RequestFault(RequestFaultKind.CutRequest, _random.Next(60_000));
    }

    private RequestFault Refusal(int status) => new(RequestFaultKind.Refuse, Status: status, RetryAfter: _random.Next(2) == 0 ? "1" : null);
}
