using Microsoft.Extensions.Hosting;

namespace DocProcessing.Sqlite;

/// <summary>Opens the database before anything else of the host starts, so that a host with an unusable one does not start; then cleans up beside it.</summary>
internal sealed class SqliteStartup(SqliteDatabase database, TimeProvider clock) : BackgroundService, IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => database.OpenAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var sweep = new IndexSweep(database, clock);
            await sweep.AbandonLeftoversAsync(stoppingToken);
            await sweep.RemoveWasteAsync(stoppingToken);
        }
        catch (StateUnavailableException)
        {
            // Waste is not found by searches; the next upsert, deletion or start removes it.
        }
    }
}
