using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace DocProcessing.S3;

/// <summary>Makes the requests that depend on how the store is set up: profile, encryption, storage class, tags.</summary>
internal sealed class S3Requests(S3Bucket bucket, IOptions<S3StorageOptions> options)
{
    private readonly S3StorageOptions _options = options.Value;
    private readonly bool _isPlain = bucket.Profile == S3Profile.Compatible;

    public IReadOnlyDictionary<string, string> Tags { get; } = options.Value.Tags.AsReadOnly();

    public PutObjectRequest Put(string key, UploadBuffer buffer, string md5, string? contentType)
    {
        var request = new PutObjectRequest
        {
            BucketName = bucket.Name,
            Key = key,
            InputStream = buffer.OpenRead(),
            MD5Digest = md5,
            ContentType = contentType,
            StorageClass = StorageClassOf(contentType, buffer.Length),
            TagSet = [.. Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })],
        };
        if (_isPlain)
        {
            (request.UseChunkEncoding, request.DisablePayloadSigning) = (false, bucket.IsSecure);
        }

        (request.ServerSideEncryptionMethod, request.ServerSideEncryptionKeyManagementServiceKeyId) = (StoreEncryption, _options.KmsKeyId);
        if (IsCustomerKey)
        {
            (request.ServerSideEncryptionCustomerMethod, request.ServerSideEncryptionCustomerProvidedKey) = (ServerSideEncryptionCustomerMethod.AES256, _options.CustomerKey);
        }

        return request;
    }

    public InitiateMultipartUploadRequest Initiate(string key, long length, string? contentType)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = bucket.Name, Key = key, ContentType = contentType, StorageClass = StorageClassOf(contentType, length) };
        (request.ServerSideEncryptionMethod, request.ServerSideEncryptionKeyManagementServiceKeyId) = (StoreEncryption, _options.KmsKeyId);
        if (IsCustomerKey)
        {
            (request.ServerSideEncryptionCustomerMethod, request.ServerSideEncryptionCustomerProvidedKey) = (ServerSideEncryptionCustomerMethod.AES256, _options.CustomerKey);
        }

        return request;
    }

    public UploadPartRequest Part(string key, string uploadId, int partNumber, UploadBuffer buffer, string md5)
    {
        var request = new UploadPartRequest
        {
            BucketName = bucket.Name,
            Key = key,
            UploadId = uploadId,
            PartNumber = partNumber,
            PartSize = buffer.Length,
            InputStream = buffer.OpenRead(),
            MD5Digest = md5,
        };
        if (_isPlain)
        {
            (request.UseChunkEncoding, request.DisablePayloadSigning) = (false, bucket.IsSecure);
        }

        if (IsCustomerKey)
        {
            (request.ServerSideEncryptionCustomerMethod, request.ServerSideEncryptionCustomerProvidedKey) = (ServerSideEncryptionCustomerMethod.AES256, _options.CustomerKey);
        }

        return request;
    }

    public GetObjectRequest Get(string key)
    {
        var request = new GetObjectRequest { BucketName = bucket.Name, Key = key };
        if (IsCustomerKey)
        {
            (request.ServerSideEncryptionCustomerMethod, request.ServerSideEncryptionCustomerProvidedKey) = (ServerSideEncryptionCustomerMethod.AES256, _options.CustomerKey);
        }

        return request;
    }

    public GetObjectMetadataRequest Head(string key)
    {
        var request = new GetObjectMetadataRequest { BucketName = bucket.Name, Key = key };
        if (IsCustomerKey)
        {
            (request.ServerSideEncryptionCustomerMethod, request.ServerSideEncryptionCustomerProvidedKey) = (ServerSideEncryptionCustomerMethod.AES256, _options.CustomerKey);
        }

        return request;
    }

    private bool IsCustomerKey => _options.Encryption == S3Encryption.CustomerKey;

    private ServerSideEncryptionMethod? StoreEncryption => _options.Encryption switch
    {
        S3Encryption.StoreKeys => ServerSideEncryptionMethod.AES256,
        S3Encryption.KeyService => ServerSideEncryptionMethod.AWSKMS,
        _ => null,
    };

    private S3StorageClass? StorageClassOf(string? contentType, long length) =>
        _options.StorageClasses.FirstOrDefault(rule => length >= rule.MinBytes && Fits(rule.ContentType, contentType)) is { } rule
            ? new S3StorageClass(rule.StorageClass)
            : null;

    private static bool Fits(string? pattern, string? contentType) => pattern switch
    {
        null or "" => true,
        _ when pattern.EndsWith("/*", StringComparison.Ordinal) => contentType?.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase) == true,
        _ => string.Equals(pattern, contentType, StringComparison.OrdinalIgnoreCase),
    };
}
