using DocProcessing.Client.Uploads;

namespace DocProcessing.Client;

/// <summary>An upload that runs. Disposing it stops it and leaves what the host has, so that it can be resumed.</summary>
public sealed class UploadHandle : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly PauseGate _gate = new();
    private readonly TaskCompletionSource<UploadRun> _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<UploadState> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JobClient _jobs;
    private int _disposed;

    internal UploadHandle(Func<PauseGate, CancellationToken, Task<(UploadRun Run, UploadSource Source)>> prepare, JobClient jobs, CancellationToken cancellationToken)
    {
        _jobs = jobs;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Completion = Task.Run(() => RunAsync(prepare, _stop.Token), CancellationToken.None);
    }

    /// <summary>Gets what ends with the upload: with the host's receipt, or with what went wrong.</summary>
    /// <value>Cancelled, when the upload was stopped.</value>
    public Task<UploadReceipt> Completion { get; }

    /// <summary>Gets what ends as soon as the host knows the upload: with its ids, and with the parts it has from before.</summary>
    public Task<UploadState> Started => _started.Task;

    /// <summary>Gets a value indicating whether no new parts are sent.</summary>
    public bool IsPaused => _gate.IsClosed;

    /// <summary>Sends no new parts. Those on their way are finished: what was sent of them would be lost.</summary>
    public void Pause() => _gate.Close();

    /// <summary>Goes on.</summary>
    public void Resume() => _gate.Open();

    /// <summary>Stops the upload and removes it from the host, or cancels its job if it had already come through.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task CancelAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync();
        if (_running.Task.IsCompletedSuccessfully && !IsRefused)
        {
            await (await _running.Task).CancelAsync(_jobs, cancellationToken);
        }
    }

    /// <summary>Stops the upload, if it has not ended, and leaves it on the host.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await StopAsync();
            _stop.Dispose();
        }
    }

    // The host would not have it: then there is nothing to cancel.
    private bool IsRefused =>
        !Started.IsCompletedSuccessfully && Completion.Exception?.InnerException is DocumentProcessingClientException { IsTransient: false };

    private async Task StopAsync()
    {
        await _stop.CancelAsync();

        // What went wrong is told by Completion.
        await ((Task)Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<UploadReceipt> RunAsync(Func<PauseGate, CancellationToken, Task<(UploadRun Run, UploadSource Source)>> prepare, CancellationToken cancellationToken)
    {
        try
        {
            var (run, source) = await prepare(_gate, cancellationToken);
            await using (source)
            {
                _running.SetResult(run);
                _ = TellStartAsync(run);
                return await run.RunAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _started.TrySetCanceled(cancellationToken);
            throw;
        }
        catch (Exception exception)
        {
            _started.TrySetException(exception);

            // Completion tells it, too: whoever waits for that alone has seen it.
            _ = _started.Task.Exception;
            throw;
        }
    }

    private async Task TellStartAsync(UploadRun run) => _started.TrySetResult(await run.Opened);
}
