using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>Which S3 store holds the documents, and how it is spoken to. Section <c>DocProcessing:S3</c>.</summary>
public sealed class S3StorageOptions
{
    /// <summary>Gets or sets the bucket.</summary>
    /// <value>Required. It must exist, unless <see cref="CreateBucket"/> is on.</value>
    [Required(AllowEmptyStrings = false, ErrorMessage = "DocProcessing:S3:BucketName is empty: name the bucket that shall hold the documents (MINIO_BUCKET_NAME).")]
    public string BucketName { get; set; } = string.Empty;

    /// <summary>Gets or sets whether a bucket that does not exist is made when the host starts.</summary>
    /// <value>Off by default: in production somebody else decides on regions, policies and names.</value>
    public bool CreateBucket { get; set; }

    /// <summary>Gets or sets what every key in the bucket starts with, so that several applications can share one.</summary>
    /// <value>Empty by default; otherwise it ends with a slash, such as <c>docprocessing/</c>. Nothing outside it is ever listed, changed or deleted.</value>
    [RegularExpression("^([A-Za-z0-9_-][A-Za-z0-9._-]*/)*$", ErrorMessage = "DocProcessing:S3:KeyPrefix has segments of A-Z a-z 0-9 . _ - and ends with a slash, such as docprocessing/.")]
    public string KeyPrefix { get; set; } = string.Empty;

    /// <summary>Gets or sets where the store is, such as <c>minio.example:9000</c> or <c>https://s3.example</c>.</summary>
    /// <value>Empty for AWS, whose address follows from <see cref="Region"/>. Without a scheme, <see cref="UseSsl"/> tells it.</value>
    public string? Endpoint { get; set; }

    /// <summary>Gets or sets whether an <see cref="Endpoint"/> without a scheme is spoken to over HTTPS.</summary>
    /// <value>On by default.</value>
    public bool UseSsl { get; set; } = true;

    /// <summary>Gets or sets the region that requests are signed for.</summary>
    /// <value><c>us-east-1</c> by default, which stores that have no regions expect.</value>
    [Required(AllowEmptyStrings = false)]
    public string Region { get; set; } = "us-east-1";

    /// <summary>Gets or sets the access key.</summary>
    /// <value>Empty for the SDK's own chain: environment, profile, container or instance role.</value>
    public string? AccessKey { get; set; }

    /// <summary>Gets or sets the secret key that belongs to <see cref="AccessKey"/>.</summary>
    public string? SecretKey { get; set; }

    /// <summary>Gets or sets how requests are formed.</summary>
    /// <value><see cref="S3Profile.Compatible"/> by default when there is an <see cref="Endpoint"/>, else <see cref="S3Profile.Aws"/>.</value>
    public S3Profile? Profile { get; set; }

    /// <summary>Gets or sets how many bytes of parts and objects on their way to the store are held in memory at most.</summary>
    /// <value>256 MiB by default: 32 parts of 8 MiB. A request beyond it waits, and is told 503 after <see cref="BufferTimeout"/>. It is the largest part size, too.</value>
    [Range(16L << 20, 2047L << 20)]
    public long MaxBufferedBytes { get; set; } = 256L << 20;

    /// <summary>Gets or sets how long a request waits for room in memory.</summary>
    /// <value>20 seconds by default.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan BufferTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets or sets how long one try of a call without a body may take, and how long a download may bring nothing.</summary>
    /// <value>15 seconds by default.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how long one try of a call that carries content, or joins it, may take.</summary>
    /// <value>2 minutes by default.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan TransferTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets how often a call that failed in passing is tried again before its caller is told.</summary>
    /// <value>3 by default, after about 0.2, 0.4 and 0.8 s with jitter.</value>
    [Range(1, 10)]
    public int MaxRetries { get; set; } = 3;

    /// <summary>Gets or sets how long the store is left alone once most calls fail. Callers are told 503 with the rest of that time.</summary>
    /// <value>5 seconds by default.</value>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:10:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how the store encrypts what it keeps.</summary>
    /// <value>As the bucket is set up, by default. A store that does not do what is asked stops the host at start.</value>
    public S3Encryption Encryption { get; set; }

    /// <summary>Gets or sets the key of <see cref="S3Encryption.KeyService"/>.</summary>
    /// <value>Empty for the store's default key.</value>
    public string? KmsKeyId { get; set; }

    /// <summary>Gets or sets the key of <see cref="S3Encryption.CustomerKey"/>: 32 bytes in Base64. Without it nothing that was stored can ever be read.</summary>
    public string? CustomerKey { get; set; }

    /// <summary>Gets or sets the storage classes of new objects: the first rule that fits decides, the store's default when none does.</summary>
    public IList<S3StorageClassRule> StorageClasses { get; set; } = [];

    /// <summary>Gets or sets the tags of every new object.</summary>
    public IDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>();

    /// <summary>Gets or sets what the store does to objects as they age.</summary>
    /// <value>Nothing by default: the bucket's rules are left as they are.</value>
    public S3LifecycleRules Lifecycle { get; set; } = new();

    /// <summary>Gets or sets whether requests go by the nearest edge of AWS. The bucket must have acceleration enabled.</summary>
    public bool UseAcceleration { get; set; }

    /// <summary>Gets or sets whether clients get links with which they send parts to the store, and fetch documents from it, themselves.</summary>
    /// <value>Off by default. The store must be reachable for clients, and for browsers its CORS rules must allow it.</value>
    public bool OfferDirectTransfers { get; set; }

    /// <summary>Gets or sets how long such a link works.</summary>
    /// <value>15 minutes by default.</value>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets the address of a content delivery network in front of the bucket; downloads are linked there, unsigned.</summary>
    /// <value>None by default. Whoever knows a document's link can read it: protect the network by its own means.</value>
    public Uri? CdnBaseAddress { get; set; }
}
