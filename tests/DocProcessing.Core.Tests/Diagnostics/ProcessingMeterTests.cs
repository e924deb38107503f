using System.Diagnostics.Metrics;
using DocProcessing.Core.Tests.Engine;
using DocProcessing.Jobs;

namespace DocProcessing.Core.Tests.Diagnostics;

public sealed class ProcessingMeterTests
{
    [Fact]
    public async Task Durations_are_told_in_seconds_and_in_buckets_that_tell_fast_stages_from_slow_ones()
    {
        await using var engine = new TestEngine();
        var runs = new List<(string Instrument, double Seconds)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is Histogram<double> { Meter.Name: "DocProcessing" } histogram)
            {
                Assert.Equal("s", histogram.Unit);
                Assert.Contains(histogram.Advice!.HistogramBucketBoundaries!, bound => bound <= 0.01);
                Assert.Contains(histogram.Advice!.HistogramBucketBoundaries!, bound => bound >= 3600);
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, seconds, _, _) =>
        {
            lock (runs)
            {
                runs.Add((instrument.Name, seconds));
            }
        });
        listener.Start();

        var job = await engine.SubmitAsync("text");
        await engine.RunAsync(job.Id);

        Assert.True(runs.Count(run => run.Instrument == "docprocessing.stage.duration") >= 6);
        Assert.Contains(runs, run => run.Instrument == "docprocessing.job.duration");
    }
    [Fact]
    public async Task Waiting_tickets_are_told_by_priority()
    {
        await using var engine = new TestEngine();
        var told = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is Gauge<long> { Name: "docprocessing.queue.waiting", Meter.Name: "DocProcessing" })
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            lock (told)
            {
                told[(string)tags[0].Value!] = count;
            }
        });
        listener.Start();

        await engine.SubmitAsync("one");
        await engine.SubmitAsync("two");
        await engine.Get<QueueGauge>().MeasureAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, told["normal"]);
        Assert.Equal(0, told.GetValueOrDefault("high"));
    }
}
