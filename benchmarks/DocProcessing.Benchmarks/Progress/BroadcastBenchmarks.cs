using DocProcessing.Benchmarks.Support;
using DocProcessing.WebSockets;

namespace DocProcessing.Benchmarks.Progress;

/// <summary>
/// One event on the bus to all who follow its job, into what waits for each connection and out of it again; the sockets themselves are left out.
/// Its allocations show that it is written as text once: ten thousand characters more cost the same with one reader as with a thousand.
/// </summary>
public class BroadcastBenchmarks
{
    private readonly JobId _job = JobId.Create(TimeProvider.System);
    private readonly List<(Outbox Outbox, Subscriptions Subscriptions)> _readers = [];
    private BenchmarkHost _host = null!;
    private IProgressBus _bus = null!;
    private string _message = string.Empty;
    private long _sequence;

    [Params(1, 1000)]
    public int Readers { get; set; }

    [Params(100, 10_000)]
    public int MessageLength { get; set; }

    [GlobalSetup]
    public async Task StartAsync()
    {
        _host = await BenchmarkHost.StartAsync();
        _bus = _host.Get<IProgressBus>();
        _message = new string('x', MessageLength);
        for (var number = 0; number < Readers; number++)
        {
            Follow();
        }

        Drain();
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        foreach (var (outbox, subscriptions) in _readers)
        {
            subscriptions.Dispose();
            outbox.Dispose();
        }

        await _host.DisposeAsync();
    }

    [Benchmark(Baseline = true, Description = "written anew for each reader")]
    public long WriteForEach()
    {
        var progress = NextEvent();
        var bytes = 0L;
        foreach (var (outbox, _) in _readers)
        {
            OutboxPlace? place = null;
            outbox.Post(new SharedProgress(progress), ref place);
            bytes += Take(outbox);
        }

        return bytes;
    }

    [Benchmark(Description = "broadcaster")]
    public async Task<long> Broadcast()
    {
        await _bus.PublishAsync(new ProgressMessage(OneUserAuthentication.User, NextEvent()), CancellationToken.None);
        return Drain();
    }

    private void Follow()
    {
        var outbox = new Outbox(replyCapacity: 16, capacity: 16);
        var subscriptions = _host.Get<SocketServices>().Subscribe(BenchmarkHost.Caller, outbox);
        subscriptions.TryHold(_job);
        subscriptions.Release(NextEvent(), evenIfTold: true);
        _readers.Add((outbox, subscriptions));
    }

    private ProgressEvent NextEvent() => new()
    {
        JobId = _job,
        Sequence = ++_sequence,
        Status = JobStatus.Processing,
        Stage = StageNames.Extraction,
        Fraction = 0.5,
        Message = _message,
    };

    private long Drain() => _readers.Sum(reader => Take(reader.Outbox));

    private static long Take(Outbox outbox) => outbox.TryTake(out var text, out _) ? text.Length : throw new InvalidOperationException("A reader missed an event.");
}
