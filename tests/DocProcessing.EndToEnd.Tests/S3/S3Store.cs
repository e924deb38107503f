using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DocProcessing.EndToEnd.Hosting;
using DocProcessing.Testing;

namespace DocProcessing.EndToEnd.S3;

/// <summary>A real S3 server for hosts that are processes of their own.</summary>
public sealed class S3Store : IAsyncLifetime
{
    private const string Bucket = "documents";

    private Service? _service;

    public Service Service => _service ?? throw new InvalidOperationException("The server was not started.");

    public async ValueTask InitializeAsync() => _service = await Service.StartAsync("rgw");

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    /// <summary>Makes settings of a host that stores in a part of the bucket of its own.</summary>
    internal HostSettings Settings(string prefix) => HostSettings.ForTests()
        .With("MINIO_ENDPOINT", $"127.0.0.1:{Service.Port.ToString(CultureInfo.InvariantCulture)}")
        .With("MINIO_ACCESS_KEY", "testkey")
        .With("MINIO_SECRET_KEY", "testsecret")
        .With("MINIO_BUCKET_NAME", Bucket)
        .With("MINIO_USE_SSL", "false")
        .With("DocProcessing:S3:CreateBucket", "true")
        .With("DocProcessing:S3:KeyPrefix", prefix)
        .With("DocProcessing:S3:BreakDuration", "00:00:01")
        .Without("DocProcessing:FileSystem:AbandonedTempAfter");

    /// <summary>Lists what is stored below a prefix: objects, and uploads under way.</summary>
    internal async Task<(IReadOnlyList<string> Objects, int Uploads)> ListAsync(string prefix)
    {
        using var client = new AmazonS3Client(
            new BasicAWSCredentials("testkey", "testsecret"),
            new AmazonS3Config { ServiceURL = $"http://127.0.0.1:{Service.Port.ToString(CultureInfo.InvariantCulture)}", ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        var objects = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix });
        var uploads = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket, Prefix = prefix });
        return ([.. (objects.S3Objects ?? []).Select(stored => stored.Key)], uploads.MultipartUploads?.Count ?? 0);
    }
}
