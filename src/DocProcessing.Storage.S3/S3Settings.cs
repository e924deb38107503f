namespace DocProcessing;

/// <summary>The environment variables that set an S3 store.</summary>
internal static class S3Settings
{
    public static readonly EnvironmentSetting<S3StorageOptions>[] Environment =
    [
        new("MINIO_ENDPOINT", (options, value) => options.Endpoint = value),
        new("MINIO_ACCESS_KEY", (options, value) => options.AccessKey = value),
        new("MINIO_SECRET_KEY", (options, value) => options.SecretKey = value),
        new("MINIO_BUCKET_NAME", (options, value) => options.BucketName = value),
        new("MINIO_USE_SSL", (options, value) => options.UseSsl = SettingsBinding.ParseFlag(value)),
    ];
}
