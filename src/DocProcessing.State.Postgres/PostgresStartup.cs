using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DocProcessing.Postgres;

/// <summary>Opens the database before anything else of the host starts, so that a host with an unusable one does not start; then cleans up beside it.</summary>
internal sealed class PostgresStartup(PostgresDatabase database) : BackgroundService, IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.OpenAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // As a setting that does not hold: hosts show those in plain words. The driver's own error says more than ours, and more than the socket's in it.
            var cause = exception is StateUnavailableException { InnerException: { } inner } ? inner : exception;
            throw new OptionsValidationException(
                "Postgres",
                typeof(PostgresStateOptions),
                [$"The state database on PostgreSQL cannot be used: {cause.Message} Check section DocProcessing:Postgres, the server, and what it allows."]);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var sweep = new IndexSweep(database);
            await sweep.AbandonLeftoversAsync(stoppingToken);
            await sweep.RemoveWasteAsync(stoppingToken);
        }
        catch (StateUnavailableException)
        {
            // Waste is not found by searches; the next upsert, deletion or start removes it.
        }
    }
}
