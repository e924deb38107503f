using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace DocProcessing.S3;

/// <summary>Sets the bucket's lifecycle rules for our prefix, and leaves everybody else's as they are.</summary>
internal static class S3Lifecycle
{
    private const string RuleId = "docprocessing:";

    public static async Task ApplyAsync(S3Bucket bucket, S3LifecycleRules rules, CancellationToken cancellationToken)
    {
        var prefix = bucket.PrefixOf(string.Empty);
        var ours = RuleId + prefix;
        var present = await ReadAsync(bucket, cancellationToken);
        var wanted = Make(rules, ours, prefix);
        await bucket.Client.PutLifecycleConfigurationAsync(
            new PutLifecycleConfigurationRequest
            {
                BucketName = bucket.Name,
                Configuration = new LifecycleConfiguration { Rules = [.. present.Where(rule => rule.Id != ours), wanted] },
            },
            cancellationToken);
        if (!(await ReadAsync(bucket, cancellationToken)).Any(rule => rule.Id == ours))
        {
            throw new S3CapabilityException("DocProcessing:S3:Lifecycle is set, but the store did not keep the rule.");
        }
    }

    private static LifecycleRule Make(S3LifecycleRules rules, string id, string prefix)
    {
        var rule = new LifecycleRule
        {
            Id = id,
            Status = LifecycleRuleStatus.Enabled,
            Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = prefix } },
        };
        if (rules.AbortUploadsAfterDays is { } abort)
        {
            rule.AbortIncompleteMultipartUpload = new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = abort };
        }

        if (rules.TransitionAfterDays is { } transition)
        {
            rule.Transitions = [new LifecycleTransition { Days = transition, StorageClass = new S3StorageClass(rules.TransitionStorageClass) }];
        }

        if (rules.ExpireAfterDays is { } expire)
        {
            rule.Expiration = new LifecycleRuleExpiration { Days = expire };
        }

        return rule;
    }

    private static async Task<List<LifecycleRule>> ReadAsync(S3Bucket bucket, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await bucket.Client.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = bucket.Name }, cancellationToken);
            return answer.Configuration?.Rules ?? [];
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return [];
        }
    }
}
