using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DocProcessing.Composition;

/// <summary>
/// Validates all settings before any service is made. The host makes all hosted services before it validates, and one that lacks a slot
/// would fail with a message about constructors; made first among them, this one fails with all that is wrong.
/// </summary>
internal sealed class SettingsGate : IHostedService
{
    public static ServiceDescriptor Descriptor => ServiceDescriptor.Singleton<IHostedService>(provider =>
    {
        provider.GetService<IStartupValidator>()?.Validate();
        return new SettingsGate();
    });

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
