using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DocProcessing.Resources;

/// <summary>Registers the governor.</summary>
internal static class ResourceServices
{
    public static IServiceCollection AddResourceGovernor(this IServiceCollection services)
    {
        services.AddSettings<ResourceOptions>(
            "Resources",
            new("CPU_THROTTLE_THRESHOLD", (options, value) => options.CpuThrottleThreshold = SettingsBinding.ParseNumber(value)),
            new("MAX_MEMORY_MB_PER_TASK", (options, value) => options.MaxMemoryMegabytesPerTask = SettingsBinding.ParseWhole(value)));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IResourceSampler, ProcessSampler>();
        services.TryAddSingleton<ResourceGovernor>();
        return services;
    }
}
