namespace DocProcessing.Composition;

/// <summary>The environment variables that Core reads.</summary>
internal static class CoreSettings
{
    public static readonly EnvironmentSetting<UploadOptions>[] Uploads =
    [
        new("UPLOAD_CHUNK_SIZE_MB", (options, value) => options.PartSizeBytes = (long)SettingsBinding.ParseWhole(value) << 20),
        new("MULTIPART_UPLOAD_THRESHOLD_MB", (options, value) => options.SimpleUploadMaxBytes = (long)SettingsBinding.ParseWhole(value) << 20),
    ];

    public static readonly EnvironmentSetting<JobOptions>[] Jobs =
    [
        new("ASYNC_PROCESSING_ENABLED", (options, value) => options.AsyncProcessingEnabled = SettingsBinding.ParseFlag(value)),
        new("MAX_CONCURRENT_TASKS", (options, value) => options.MaxConcurrentTasks = SettingsBinding.ParseWhole(value)),
        new("TASK_RETRY_MAX_ATTEMPTS", (options, value) => options.MaxAttempts = SettingsBinding.ParseWhole(value)),
        new("MAX_PROCESSING_TIME_MINUTES", (options, value) => options.MaxProcessingTime = TimeSpan.FromMinutes(SettingsBinding.ParseNumber(value))),
    ];
}
