using System.Diagnostics;
using System.Globalization;
using System.Text;
using DocProcessing.Benchmarks.Support;

namespace DocProcessing.Benchmarks.Pipeline;

/// <summary>A short text from its upload to the job's end, beside the same steps without a job: stored, read, indexed.</summary>
/// <remarks>At the end the share of each stage in a job's time is printed; what is left over is the bookkeeping around the stages.</remarks>
public class PipelineBenchmarks
{
    private const int Documents = 16;

    private static readonly NewDocument Note = new() { FileName = "note.txt", ContentType = "text/plain" };

    private BenchmarkHost _host = null!;
    private JobWatch _watch = null!;
    private long _elapsed;
    private int _number;

    [Params(1, 8)]
    public int InFlight { get; set; }

    [GlobalSetup]
    public async Task StartAsync()
    {
        _host = await BenchmarkHost.StartAsync();
        _watch = new JobWatch(_host.Get<IProgressBus>());
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        PrintShares();
        _watch.Dispose();
        await _host.DisposeAsync();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Documents, Description = "stored, read and indexed")]
    public Task WithoutJob() => ForEachAsync(async (text, cancellationToken) =>
    {
        var id = DocumentId.Create(TimeProvider.System);
        await using var content = new MemoryStream(text);
        await _host.Get<IDocumentStorage>().PutAsync(ObjectKey.Parse($"bare/{id}", null), content, Note.ContentType, cancellationToken);
        await _host.Get<IDocumentIndex>().UpsertAsync(new IndexedDocument(id, OneUserAuthentication.User, Note.FileName, null, 1), ReadAsync(text), cancellationToken);
    });

    [Benchmark(OperationsPerInvoke = Documents, Description = "upload to completed")]
    public Task Job() => ForEachAsync(async (text, cancellationToken) =>
    {
        var started = Stopwatch.GetTimestamp();
        await using var content = new MemoryStream(text);
        var job = await _host.Get<IUploadService>().UploadAsync(BenchmarkHost.Caller, Note, content, cancellationToken);
        await _watch.WaitAsync(job.Id);
        Interlocked.Add(ref _elapsed, Stopwatch.GetElapsedTime(started).Ticks);
    });

    private Task ForEachAsync(Func<byte[], CancellationToken, ValueTask> run) => Parallel.ForEachAsync(
        Enumerable.Range(0, Documents), new ParallelOptions { MaxDegreeOfParallelism = InFlight }, (_, cancellationToken) => run(NextText(), cancellationToken));

    // Each is another text, or the results of the first would serve them all.
    private byte[] NextText() => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"Note {Interlocked.Increment(ref _number)}. The ferry leaves at noon and comes back when the tide has turned.\n"));

    private static async IAsyncEnumerable<DocumentSection> ReadAsync(byte[] text)
    {
        using var reader = new StreamReader(new MemoryStream(text));
        yield return new DocumentSection(SectionKind.Text, 1, await reader.ReadToEndAsync());
    }

    private void PrintShares()
    {
        if (_elapsed == 0)
        {
            return;
        }

        var shares = _watch.Stages.OrderByDescending(stage => stage.Value).Select(stage => $"{stage.Key} {stage.Value / TimeSpan.FromTicks(_elapsed):P0}");
        var left = 1 - _watch.Stages.Values.Sum(time => time / TimeSpan.FromTicks(_elapsed));
        Console.WriteLine($"// Of a job's time with {InFlight} in flight: {string.Join(", ", shares)}; upload, waiting and bookkeeping {left:P0}");
    }
}
