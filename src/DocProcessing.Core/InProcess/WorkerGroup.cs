namespace DocProcessing.InProcess;

/// <summary>The workers of one start, which stop together.</summary>
internal sealed class WorkerGroup(int count) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public int Count => count;

    public CancellationToken Stopping => _stopping.Token;

    public Task Loops { get; set; } = Task.CompletedTask;

    public Task StopAsync() => _stopping.IsCancellationRequested ? Task.CompletedTask : _stopping.CancelAsync();

    public void Dispose() => _stopping.Dispose();
}
