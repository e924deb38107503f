using System.Diagnostics.Metrics;
using DocProcessing.Core.Tests.Engine;

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
}
