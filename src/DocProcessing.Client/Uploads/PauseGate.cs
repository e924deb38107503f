namespace DocProcessing.Client.Uploads;

/// <summary>Lets parts through, or holds them back.</summary>
internal sealed class PauseGate
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _closed;

    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _closed is not null;
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Open()
    {
        lock (_gate)
        {
            _closed?.SetResult();
            _closed = null;
        }
    }

    public async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task closed;
            lock (_gate)
            {
                if (_closed is null)
                {
                    return;
                }

                closed = _closed.Task;
            }

            await closed.WaitAsync(cancellationToken);
        }
    }
}
