namespace DocProcessing.Host;

/// <summary>How nodes hear of each other: by Redis, which counts for their limits too, once <c>REDIS_URL</c> or section <c>DocProcessing:Redis</c> names one.</summary>
internal static class BusChoice
{
    public static IDocumentProcessingBuilder UseChosenBus(this IDocumentProcessingBuilder builder, IConfiguration configuration) =>
        IsRedisNamed(configuration) ? builder.UseRedisProgressBus().UseRedisRateLimits() : builder;

    private static bool IsRedisNamed(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration["REDIS_URL"]) || configuration.GetSection("DocProcessing:Redis").Exists();
}
