using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.S3;

/// <summary>Finds the bucket before anything else of the host starts, and proves what the options ask of it: a host with an unusable store does not start.</summary>
internal sealed partial class S3Startup(S3Bucket bucket, S3Requests requests, UploadBuffers buffers, IOptions<S3StorageOptions> options, ILogger<S3Startup> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RequireBucketAsync(cancellationToken);
            await new S3Proof(bucket, requests, buffers, options.Value).RequireAsync(cancellationToken);
        }
        catch (S3CapabilityException refused)
        {
            throw new OptionsValidationException(nameof(S3StorageOptions), typeof(S3StorageOptions), [refused.Message]);
        }
        catch (AmazonS3Exception refused) when (!S3Errors.IsPassing(refused))
        {
            throw new OptionsValidationException(
                nameof(S3StorageOptions), typeof(S3StorageOptions), [$"The S3 store refuses bucket '{bucket.Name}': {refused.ErrorCode} {refused.Message}"]);
        }
        catch (Exception exception) when (S3Errors.IsPassing(exception) && !cancellationToken.IsCancellationRequested)
        {
            // A store that is down must not keep the host down, which answers 503 until the store is back; unless it would store what it must not.
            LogOutOfReach(exception);
            if (IsProofNeeded)
            {
                throw new OptionsValidationException(
                    nameof(S3StorageOptions),
                    typeof(S3StorageOptions),
                    ["The S3 store is out of reach, so that it cannot be proved to do what DocProcessing:S3 asks of it: Encryption, StorageClasses, Tags, Lifecycle or UseAcceleration."]);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private bool IsProofNeeded => options.Value is { Encryption: not S3Encryption.BucketDefault } or { UseAcceleration: true }
        || options.Value.StorageClasses.Count > 0 || options.Value.Tags.Count > 0 || !options.Value.Lifecycle.IsEmpty;

    private async Task RequireBucketAsync(CancellationToken cancellationToken)
    {
        try
        {
            await bucket.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket.Name, Prefix = bucket.PrefixOf(string.Empty), MaxKeys = 1 }, cancellationToken);
        }
        catch (AmazonS3Exception exception) when (S3Errors.Is(exception, "NoSuchBucket"))
        {
            if (!options.Value.CreateBucket)
            {
                throw new S3CapabilityException($"There is no bucket '{bucket.Name}'. Make it, or set DocProcessing:S3:CreateBucket.", exception);
            }

            await bucket.Client.PutBucketAsync(bucket.Name, cancellationToken);
            LogCreated(bucket.Name);
        }
    }

    [LoggerMessage(10, LogLevel.Warning, "The S3 store is out of reach")]
    private partial void LogOutOfReach(Exception exception);

    [LoggerMessage(11, LogLevel.Information, "Made the bucket {Bucket}")]
    private partial void LogCreated(string bucket);
}
