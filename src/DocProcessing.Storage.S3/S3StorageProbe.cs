using Amazon.S3.Model;

namespace DocProcessing.S3;

/// <summary>Tries whether the bucket answers.</summary>
internal sealed class S3StorageProbe(S3Bucket bucket, S3Calls calls) : IHealthProbe
{
    public string Component => "storage";

    public async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = bucket.Name, Prefix = bucket.PrefixOf(string.Empty), MaxKeys = 1 };
        await calls.RunAsync("answer", token => bucket.Client.ListObjectsV2Async(request, token), cancellationToken);
        return $"S3 ({bucket.Profile} profile), bucket {bucket.Name}";
    }
}
