using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>How requests to an S3 store are formed.</summary>
public enum S3Profile
{
    /// <summary>As the AWS SDK does by default: bodies framed as <c>aws-chunked</c>, with a CRC32 of the SDK's own behind them.</summary>
    Aws,

    /// <summary>
    /// What every store understands: plain bodies of a known length, checksums only where the protocol demands one, and over HTTPS no second
    /// hash of the body for its signature. Content-MD5 guards the content in both profiles.
    /// </summary>
    /// <seealso href="https://github.com/aws/aws-sdk-net/issues/3610"/>
    Compatible,
}

/// <summary>How the store encrypts what it keeps.</summary>
public enum S3Encryption
{
    /// <summary>As the bucket is set up.</summary>
    BucketDefault,

    /// <summary>With keys that the store keeps (SSE-S3).</summary>
    StoreKeys,

    /// <summary>With a key of its key management service (SSE-KMS).</summary>
    KeyService,

    /// <summary>With a key that every request carries and the store forgets (SSE-C). HTTPS only.</summary>
    CustomerKey,
}

/// <summary>Which storage class new objects of a kind get.</summary>
public sealed class S3StorageClassRule
{
    /// <summary>Gets or sets the media type that the rule is for: one, such as <c>application/pdf</c>, or a kind, such as <c>image/*</c>.</summary>
    /// <value>Empty for all.</value>
    public string? ContentType { get; set; }

    /// <summary>Gets or sets the smallest size that the rule is for, in bytes.</summary>
    [Range(0, long.MaxValue)]
    public long MinBytes { get; set; }

    /// <summary>Gets or sets the storage class, such as <c>STANDARD_IA</c>. One whose objects must be restored before they are read breaks the pipeline.</summary>
    [Required]
    public string StorageClass { get; set; } = string.Empty;
}

/// <summary>What the store does to objects as they age. Other rules of the bucket stay as they are.</summary>
public sealed class S3LifecycleRules
{
    /// <summary>Gets or sets after how many days the store drops multipart uploads that nobody completed.</summary>
    /// <value>None by default. More than the longest upload takes: it counts from the start, not from the last part.</value>
    [Range(1, 36500)]
    public int? AbortUploadsAfterDays { get; set; }

    /// <summary>Gets or sets after how many days objects move to <see cref="TransitionStorageClass"/>.</summary>
    [Range(1, 36500)]
    public int? TransitionAfterDays { get; set; }

    /// <summary>Gets or sets the storage class of aged objects.</summary>
    public string? TransitionStorageClass { get; set; }

    /// <summary>Gets or sets after how many days objects are deleted for good, whatever the records say.</summary>
    [Range(1, 36500)]
    public int? ExpireAfterDays { get; set; }

    internal bool IsEmpty => (AbortUploadsAfterDays ?? TransitionAfterDays ?? ExpireAfterDays) is null;
}
