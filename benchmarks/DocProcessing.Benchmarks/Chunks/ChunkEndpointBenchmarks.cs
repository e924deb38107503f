using System.Buffers;
using DocProcessing.Benchmarks.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace DocProcessing.Benchmarks.Chunks;

/// <summary>One chunk of 8 MiB over loopback to the chunk endpoint, and to an endpoint that only hashes and writes. Client and server share the process.</summary>
public class ChunkEndpointBenchmarks
{
    private BenchmarkHost _host = null!;
    private IUploadService _uploads = null!;
    private HttpClient _client = null!;
    private UploadSession _session = null!;
    private PreallocatedFile _file = null!;

    [Params(1, 4)]
    public int InFlight { get; set; }

    [GlobalSetup]
    public async Task StartAsync()
    {
        _host = await BenchmarkHost.StartAsync(app => app.MapPost("/raw/{number:int}", ReceiveRawAsync).WithMetadata(new DisableRequestSizeLimitAttribute()));
        _uploads = _host.Get<IUploadService>();
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = _host.Address };
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [IterationSetup(Target = nameof(RawEndpoint))]
    public void CreateFile() => _file = new PreallocatedFile(_host.Directory.PathOf("raw"));

    [IterationCleanup(Target = nameof(RawEndpoint))]
    public void DeleteFile() => _file.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Payload.Parts, Description = "raw body, hash and write")]
    public Task RawEndpoint() => Payload.SendAllAsync(InFlight, (number, cancellationToken) => SendAsync($"/raw/{number}", ChunkContent.Raw(), cancellationToken));

    [IterationSetup(Target = nameof(ChunkEndpoint))]
    public void Initiate() => _session = _uploads.InitiateAsync(BenchmarkHost.Caller, Payload.Document, null, CancellationToken.None).GetAwaiter().GetResult();

    [IterationCleanup(Target = nameof(ChunkEndpoint))]
    public void Cancel() => _uploads.CancelAsync(BenchmarkHost.Caller, _session.Id, CancellationToken.None).GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Payload.Parts, Description = "chunk endpoint")]
    public Task ChunkEndpoint() => Payload.SendAllAsync(
        InFlight, (number, cancellationToken) => SendAsync("/api/v1/documents/upload/chunk", ChunkContent.Form(_session.Id, number), cancellationToken));

    private async ValueTask SendAsync(string path, ChunkContent content, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private async Task ReceiveRawAsync(HttpContext context, int number)
    {
        var block = ArrayPool<byte>.Shared.Rent(Payload.BlockBytes);
        try
        {
            await _file.HashAndWriteAsync(number, context.Request.Body, block, context.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
