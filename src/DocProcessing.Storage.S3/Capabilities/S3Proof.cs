using Amazon.S3;
using Amazon.S3.Model;

namespace DocProcessing.S3;

/// <summary>
/// Proves that the store does what the options ask of it, with a small object of its own: many stores accept a header and ignore it,
/// and documents that everybody believes to be encrypted would not be.
/// </summary>
internal sealed class S3Proof(S3Bucket bucket, S3Requests requests, UploadBuffers buffers, S3StorageOptions options)
{
    // No key of ours starts with a dot, so this is nobody's object.
    private readonly string _key = bucket.PrefixOf($".docprocessing-proof-{Guid.NewGuid():n}");

    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (options.UseAcceleration)
        {
            await RequireAccelerationAsync(cancellationToken);
        }

        if (options.Encryption != S3Encryption.BucketDefault || requests.Tags.Count > 0)
        {
            await WithObjectAsync(_ => { }, RequireEncryptedAndTaggedAsync, cancellationToken);
        }

        foreach (var storageClass in options.StorageClasses.Select(rule => rule.StorageClass).Distinct())
        {
            await WithObjectAsync(put => put.StorageClass = new S3StorageClass(storageClass), head => RequireStorageClass(storageClass, head), cancellationToken);
        }

        if (!options.Lifecycle.IsEmpty)
        {
            await TryAsync("Lifecycle", () => S3Lifecycle.ApplyAsync(bucket, options.Lifecycle, cancellationToken));
        }
    }

    private static async Task TryAsync(string setting, Func<Task> attempt)
    {
        try
        {
            await attempt();
        }
        catch (AmazonS3Exception exception) when (!S3Errors.IsPassing(exception) || exception.ErrorCode == "NotImplemented")
        {
            throw new S3CapabilityException($"DocProcessing:S3:{setting} is set, but the store refuses it: {exception.ErrorCode} {exception.Message}", exception);
        }
    }

    private Task RequireAccelerationAsync(CancellationToken cancellationToken) => TryAsync("UseAcceleration", async () =>
    {
        var answer = await bucket.Client.GetBucketAccelerateConfigurationAsync(new GetBucketAccelerateConfigurationRequest { BucketName = bucket.Name }, cancellationToken);
        if (answer.Status != BucketAccelerateStatus.Enabled)
        {
            throw new S3CapabilityException("DocProcessing:S3:UseAcceleration is on, but the bucket's transfer acceleration is not enabled.");
        }
    });

    private async Task WithObjectAsync(Action<PutObjectRequest> change, Func<GetObjectMetadataResponse, Task> require, CancellationToken cancellationToken)
    {
        using var buffer = await buffers.RentAsync(1, cancellationToken);
        buffer.Write([1]);
        var put = requests.Put(_key, buffer, ContentMd5.Of(buffer), null);
        change(put);
        try
        {
            await TryAsync($"Encryption, Tags or StorageClasses ({put.StorageClass?.Value ?? options.Encryption.ToString()})", async () =>
            {
                await bucket.Client.PutObjectAsync(put, cancellationToken);
                await require(await bucket.Client.GetObjectMetadataAsync(requests.Head(_key), cancellationToken));
            });
        }
        finally
        {
            await bucket.Client.DeleteObjectAsync(bucket.Name, _key, CancellationToken.None);
        }
    }

    private async Task RequireEncryptedAndTaggedAsync(GetObjectMetadataResponse head)
    {
        var isEncrypted = options.Encryption switch
        {
            S3Encryption.StoreKeys => head.ServerSideEncryptionMethod == ServerSideEncryptionMethod.AES256,
            S3Encryption.KeyService => head.ServerSideEncryptionMethod == ServerSideEncryptionMethod.AWSKMS,
            S3Encryption.CustomerKey => head.ServerSideEncryptionCustomerMethod == ServerSideEncryptionCustomerMethod.AES256,
            _ => true,
        };
        if (!isEncrypted)
        {
            throw new S3CapabilityException($"DocProcessing:S3:Encryption is {options.Encryption}, but the store kept an object without it.");
        }

        if (requests.Tags.Count > 0)
        {
            var tagging = await bucket.Client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = bucket.Name, Key = _key });
            if (!requests.Tags.All(tag => tagging.Tagging?.Exists(kept => kept.Key == tag.Key && kept.Value == tag.Value) == true))
            {
                throw new S3CapabilityException("DocProcessing:S3:Tags are set, but the store kept an object without them.");
            }
        }
    }

    // The answer names no class for the standard one.
    private static Task RequireStorageClass(string storageClass, GetObjectMetadataResponse head) =>
        (head.StorageClass?.Value ?? S3StorageClass.Standard.Value) == storageClass
            ? Task.CompletedTask
            : throw new S3CapabilityException($"DocProcessing:S3:StorageClasses names {storageClass}, but the store kept an object as {head.StorageClass?.Value ?? "its default"}.");
}
