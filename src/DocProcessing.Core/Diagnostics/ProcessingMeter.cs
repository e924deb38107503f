using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DocProcessing.Diagnostics;

/// <summary>The library's instruments. Names and units follow OpenTelemetry: seconds and bytes, few tag values.</summary>
internal sealed class ProcessingMeter : IDisposable
{
    public const string Name = "DocProcessing";

    public static readonly ActivitySource Activities = new(Name);

    // A stage takes milliseconds or minutes; the default buckets begin at 5 and are meant for milliseconds.
    private static readonly InstrumentAdvice<double> InSeconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600],
    };

    private readonly Meter _meter;
    private readonly Counter<long> _receivedBytes;
    private readonly Counter<long> _receivedParts;
    private readonly Counter<long> _finishedJobs;
    private readonly Counter<long> _retries;
    private readonly Histogram<double> _stageDuration;
    private readonly Histogram<double> _jobDuration;
    private readonly UpDownCounter<int> _runningJobs;
    private readonly Gauge<long> _waitingTickets;

    public ProcessingMeter(IMeterFactory factory)
    {
        _meter = factory.Create(Name);
        _receivedBytes = _meter.CreateCounter<long>("docprocessing.upload.received", "By", "Bytes of recorded parts and of simple uploads.");
        _receivedParts = _meter.CreateCounter<long>("docprocessing.upload.parts", "{part}", "Recorded parts and simple uploads.");
        _finishedJobs = _meter.CreateCounter<long>("docprocessing.job.finished", "{job}", "Jobs at their end, by status.");
        _retries = _meter.CreateCounter<long>("docprocessing.job.retries", "{retry}", "Attempts after the first, by stage.");
        _stageDuration = _meter.CreateHistogram<double>("docprocessing.stage.duration", "s", "Runs of stages, by stage and outcome.", tags: null, InSeconds);
        _jobDuration = _meter.CreateHistogram<double>("docprocessing.job.duration", "s", "From submission to the end, by status.", tags: null, InSeconds);
        _runningJobs = _meter.CreateUpDownCounter<int>("docprocessing.job.running", "{job}", "Jobs that this node runs.");
        _waitingTickets = _meter.CreateGauge<long>("docprocessing.queue.waiting", "{ticket}", "Tickets that wait in the queue, delayed ones included, by priority. Nodes that share a queue tell the same.");
    }

    public void PartReceived(long bytes)
    {
        _receivedBytes.Add(bytes);
        _receivedParts.Add(1);
    }

    public void JobFinished(Job job)
    {
        var status = new KeyValuePair<string, object?>("status", job.Status.ToString().ToLowerInvariant());
        _finishedJobs.Add(1, status);
        if (job is { SubmittedAt: { } submitted, FinishedAt: { } finished })
        {
            _jobDuration.Record((finished - submitted).TotalSeconds, status);
        }
    }

    public void Retried(string stage) => _retries.Add(1, new KeyValuePair<string, object?>("stage", stage));

    public void StageFinished(StageRun run) => _stageDuration.Record(
        run.Duration.TotalSeconds,
        new KeyValuePair<string, object?>("stage", run.Stage),
        new KeyValuePair<string, object?>("outcome", run.Outcome.ToString().ToLowerInvariant()));

    public void RunningJobs(int change) => _runningJobs.Add(change);

    public void WaitingTickets(JobPriority priority, long count) =>
        _waitingTickets.Record(count, new KeyValuePair<string, object?>("priority", priority.ToString().ToLowerInvariant()));

    public void Dispose() => _meter.Dispose();
}
