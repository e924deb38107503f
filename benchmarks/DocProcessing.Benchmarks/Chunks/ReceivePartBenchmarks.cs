using DocProcessing.Benchmarks.Support;

namespace DocProcessing.Benchmarks.Chunks;

/// <summary>One chunk of 8 MiB through the upload service: looked up, hashed, written, recorded. Beside it nothing but hash and write.</summary>
public class ReceivePartBenchmarks
{
    private BenchmarkHost _host = null!;
    private IUploadService _uploads = null!;
    private UploadSession _session = null!;
    private PreallocatedFile _file = null!;

    [Params(1, 4)]
    public int InFlight { get; set; }

    [GlobalSetup]
    public async Task StartAsync()
    {
        _host = await BenchmarkHost.StartAsync();
        _uploads = _host.Get<IUploadService>();
    }

    [GlobalCleanup]
    public async Task StopAsync() => await _host.DisposeAsync();

    [IterationSetup(Target = nameof(HashAndWrite))]
    public void CreateFile() => _file = new PreallocatedFile(_host.Directory.PathOf("raw"));

    [IterationCleanup(Target = nameof(HashAndWrite))]
    public void DeleteFile() => _file.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Payload.Parts, Description = "hash and write only")]
    public Task HashAndWrite() => Payload.SendAllAsync(InFlight, (number, _) =>
    {
        _file.HashAndWrite(number, Payload.Bytes);
        return ValueTask.CompletedTask;
    });

    // A part that is sent again takes another way, so every iteration has a session of its own.
    [IterationSetup(Target = nameof(ReceivePart))]
    public void Initiate() => _session = _uploads.InitiateAsync(BenchmarkHost.Caller, Payload.Document, null, CancellationToken.None).GetAwaiter().GetResult();

    [IterationCleanup(Target = nameof(ReceivePart))]
    public void Cancel() => _uploads.CancelAsync(BenchmarkHost.Caller, _session.Id, CancellationToken.None).GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Payload.Parts, Description = "upload service")]
    public Task ReceivePart() => Payload.SendAllAsync(InFlight, async (number, cancellationToken) =>
    {
        await using var receiver = await _uploads.ReceivePartAsync(BenchmarkHost.Caller, _session.Id, number, Payload.Md5, cancellationToken);
        for (var offset = 0; offset < Payload.PartBytes; offset += Payload.BlockBytes)
        {
            await receiver.WriteAsync(Payload.Bytes.AsMemory(offset, Payload.BlockBytes), cancellationToken);
        }

        await receiver.CommitAsync(null, cancellationToken);
    });
}
