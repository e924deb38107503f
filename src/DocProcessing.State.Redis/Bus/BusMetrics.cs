using System.Diagnostics.Metrics;

namespace DocProcessing.Redis;

/// <summary>What the bus has to tell operators.</summary>
internal sealed class BusMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _published;
    private readonly Counter<long> _received;
    private readonly Counter<long> _replayed;
    private readonly Counter<long> _gaps;

    public BusMetrics(IMeterFactory factory, Func<int> waiting)
    {
        _meter = factory.Create("DocProcessing");
        _published = _meter.CreateCounter<long>("docprocessing.bus.published", "{message}", "Messages that this node has sent to Redis.");
        _received = _meter.CreateCounter<long>("docprocessing.bus.received", "{message}", "Messages of other nodes.");
        _replayed = _meter.CreateCounter<long>("docprocessing.bus.replayed", "{message}", "Messages of other nodes that were missed live and read from the stream.");
        _gaps = _meter.CreateCounter<long>("docprocessing.bus.gaps", "{gap}", "Times when messages may have been lost and live connections looked their jobs up.");
        _meter.CreateObservableGauge("docprocessing.bus.waiting", waiting, "{message}", "Messages that wait for Redis.");
    }

    public void Published(int count) => _published.Add(count);

    public void Received(bool replayed)
    {
        _received.Add(1);
        if (replayed)
        {
            _replayed.Add(1);
        }
    }

    public void Gap() => _gaps.Add(1);

    public void Dispose() => _meter.Dispose();
}
