namespace DocProcessing.Host;

/// <summary>Where documents are stored: on an S3 store when one is named, else below the data directory; compressed once a setting speaks of that.</summary>
internal static class StorageChoice
{
    public static IDocumentProcessingBuilder UseChosenStorage(this IDocumentProcessingBuilder builder, IConfiguration configuration, string dataDirectory)
    {
        _ = IsS3Named(configuration)
            ? builder.UseS3Storage()
            : builder.UseFileSystemStorage(storage => storage.RootDirectory = Path.Combine(dataDirectory, "documents"));
        return configuration.GetSection("DocProcessing:Compression").Exists() ? builder.UseCompressionAtRest() : builder;
    }

    private static bool IsS3Named(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration["MINIO_ENDPOINT"]) || configuration.GetSection("DocProcessing:S3").Exists();
}
