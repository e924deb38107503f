using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DocProcessing.Benchmarks.Chunks;
using DocProcessing.Benchmarks.Support;

namespace DocProcessing.Benchmarks.Stores;

/// <summary>
/// Chunks of 8 MiB through the chunk endpoint to an S3 store, and the same bytes sent there by the AWS SDK alone. The store is what the
/// <c>MINIO_…</c> environment variables name, over HTTP; client and host share the process.
/// </summary>
public class S3ChunkBenchmarks
{
    private BenchmarkHost _host = null!;
    private HttpClient _client = null!;
    private AmazonS3Client _sdk = null!;
    private UploadSession _session = null!;
    private string _uploadId = null!;

    [Params(1, 4, 16)]
    public int InFlight { get; set; }

    private static string Bucket => Setting("MINIO_BUCKET_NAME");

    [GlobalSetup]
    public async Task StartAsync()
    {
        _host = await BenchmarkHost.StartAsync(store: storage => storage.UseS3Storage(options =>
        {
            (options.Endpoint, options.UseSsl, options.BucketName, options.CreateBucket) = (Setting("MINIO_ENDPOINT"), false, Bucket, true);
            (options.AccessKey, options.SecretKey) = (Setting("MINIO_ACCESS_KEY"), Setting("MINIO_SECRET_KEY"));
        }));
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = _host.Address };
        _sdk = new AmazonS3Client(
            new BasicAWSCredentials(Setting("MINIO_ACCESS_KEY"), Setting("MINIO_SECRET_KEY")),
            new AmazonS3Config
            {
                ServiceURL = $"http://{Setting("MINIO_ENDPOINT")}",
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            });
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        _sdk.Dispose();
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [IterationSetup(Target = nameof(SdkAlone))]
    public void InitiateAtTheStore() => _uploadId = _sdk.InitiateMultipartUploadAsync(Bucket, "sdk-alone").GetAwaiter().GetResult().UploadId;

    [IterationCleanup(Target = nameof(SdkAlone))]
    public void AbortAtTheStore() => _sdk.AbortMultipartUploadAsync(Bucket, "sdk-alone", _uploadId).GetAwaiter().GetResult();

    [Benchmark(Baseline = true, OperationsPerInvoke = Payload.Parts, Description = "AWS SDK alone")]
    public Task SdkAlone() => Payload.SendAllAsync(InFlight, async (number, cancellationToken) => await _sdk.UploadPartAsync(
        new UploadPartRequest
        {
            BucketName = Bucket,
            Key = "sdk-alone",
            UploadId = _uploadId,
            PartNumber = number,
            InputStream = new MemoryStream(Payload.Bytes),
            UseChunkEncoding = false,
        },
        cancellationToken));

    [IterationSetup(Target = nameof(ChunkEndpoint))]
    public void Initiate() => _session = _host.Get<IUploadService>().InitiateAsync(BenchmarkHost.Caller, Payload.Document, null, CancellationToken.None).GetAwaiter().GetResult();

    [IterationCleanup(Target = nameof(ChunkEndpoint))]
    public void Cancel() => _host.Get<IUploadService>().CancelAsync(BenchmarkHost.Caller, _session.Id, CancellationToken.None).GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Payload.Parts, Description = "chunk endpoint")]
    public Task ChunkEndpoint() => Payload.SendAllAsync(InFlight, async (number, cancellationToken) =>
    {
        using var response = await _client.PostAsync(new Uri("/api/v1/documents/upload/chunk", UriKind.Relative), ChunkContent.Form(_session.Id, number), cancellationToken);
        response.EnsureSuccessStatusCode();
    });

    private static string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"Set {name}: this measures a real S3 store.");
}
