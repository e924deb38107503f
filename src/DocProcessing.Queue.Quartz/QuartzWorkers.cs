namespace DocProcessing.Quartz;

/// <summary>The workers of one start, which stop together.</summary>
internal sealed class QuartzWorkers(TicketDelivery delivery, int count) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public TicketDelivery Delivery => delivery;

    public int Count => count;

    public CancellationToken Stopping => _stopping.Token;

    public Task Promotion { get; set; } = Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync();
        }

        await delivery.StopAsync(cancellationToken);
        await Promotion.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        delivery.Dispose();
    }
}
