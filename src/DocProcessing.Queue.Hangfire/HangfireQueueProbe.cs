using DocProcessing.Hangfire.Storage;

namespace DocProcessing.Hangfire;

/// <summary>Tries whether the engine's store answers.</summary>
internal sealed class HangfireQueueProbe(TicketStorage storage) : IHealthProbe
{
    public string Component => "queue";

    public async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        await Task.Run(Ask, cancellationToken).WaitAsync(cancellationToken);
        return $"Hangfire on {(storage.Store == HangfireStore.Host ? "the host's storage" : storage.Store)}";
    }

    private void Ask()
    {
        using var connection = storage.Open().GetConnection();
        connection.GetAllEntriesFromHash("docprocessing:probe");
    }
}
