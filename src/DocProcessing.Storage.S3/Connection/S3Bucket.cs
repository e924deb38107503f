using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace DocProcessing.S3;

/// <summary>The bucket and the client that speaks to it.</summary>
internal sealed class S3Bucket(IAmazonS3 client, S3StorageOptions options, bool ownsClient) : IDisposable
{
    public IAmazonS3 Client => client;

    public string Name => options.BucketName;

    public S3Profile Profile { get; } = ProfileOf(options);

    /// <summary>Gets whether the client speaks HTTPS: only there may a body go without a signature of its own.</summary>
    public bool IsSecure { get; } = !client.Config.UseHttp && client.Config.ServiceURL?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) != true;

    public static S3Bucket Open(S3StorageOptions options) => new(MakeClient(options), options, ownsClient: true);

    /// <summary>Makes an object's key in the bucket.</summary>
    public string KeyOf(ObjectKey key) => options.KeyPrefix + key.Value;

    /// <summary>Makes the start of keys in the bucket.</summary>
    public string PrefixOf(string prefix) => options.KeyPrefix + prefix;

    /// <summary>Reads a key of the bucket; what is outside the prefix, or no key of ours, is another application's.</summary>
    public bool TryParse(string keyInBucket, out ObjectKey key)
    {
        key = default;
        return keyInBucket.StartsWith(options.KeyPrefix, StringComparison.Ordinal) && ObjectKey.TryParse(keyInBucket[options.KeyPrefix.Length..], null, out key);
    }

    public void Dispose()
    {
        if (ownsClient)
        {
            client.Dispose();
        }
    }

    private static S3Profile ProfileOf(S3StorageOptions options) =>
        options.Profile ?? (string.IsNullOrWhiteSpace(options.Endpoint) ? S3Profile.Aws : S3Profile.Compatible);

    private static AmazonS3Client MakeClient(S3StorageOptions options)
    {
        var address = S3Address.TryParse(options, out var parsed) ? parsed : throw new InvalidOperationException("The endpoint was not validated.");
        var config = new AmazonS3Config
        {
            // Retries and time-outs are S3Calls' own: the SDK's would multiply with them.
            MaxErrorRetry = 0,
            Timeout = Timeout.InfiniteTimeSpan,
            UseAccelerateEndpoint = options.UseAcceleration,
        };
        if (address is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }
        else
        {
            config.ServiceURL = address.ToString();
            config.UseHttp = address.Scheme == Uri.UriSchemeHttp;
            config.AuthenticationRegion = options.Region;

            // Few stores but AWS serve buckets as host names.
            config.ForcePathStyle = true;
        }

        if (ProfileOf(options) == S3Profile.Compatible)
        {
            // By default the SDK sends checksums, and asks for them, in a way that many stores refuse.
            config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
            config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }

        return string.IsNullOrEmpty(options.AccessKey)
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }
}
