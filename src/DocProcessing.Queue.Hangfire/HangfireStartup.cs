using DocProcessing.Hangfire.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DocProcessing.Hangfire;

/// <summary>Opens the store before anything else of the host starts, so that a host with an unusable one does not start.</summary>
internal sealed class HangfireStartup(TicketStorage storage) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await new HangfireQueueProbe(storage).ProbeAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // As a setting that does not hold: hosts show those in plain words.
            throw new OptionsValidationException(
                "Hangfire",
                typeof(HangfireQueueOptions),
                [$"Hangfire's store ({storage.Store}) cannot be used: {exception.GetBaseException().Message} Check section DocProcessing:Hangfire, the server, and what it allows."]);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
