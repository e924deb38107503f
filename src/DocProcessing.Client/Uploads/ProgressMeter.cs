namespace DocProcessing.Client.Uploads;

/// <summary>Counts what parallel senders do, and tells it in order.</summary>
internal sealed class ProgressMeter(IProgress<UploadProgress>? progress, long totalBytes)
{
    private readonly Lock _gate = new();
    private long _sent;
    private int _received;
    private int _totalParts;

    /// <summary>Starts with what the host has.</summary>
    public void Start(UploadState state)
    {
        lock (_gate)
        {
            (_sent, _received, _totalParts) = (state.BytesReceived, state.ReceivedParts.Count, state.TotalParts);
            Tell();
        }
    }

    /// <summary>Notes bytes on their way, or, below zero, bytes that did not arrive.</summary>
    public void Moved(long bytes)
    {
        lock (_gate)
        {
            _sent += bytes;
            Tell();
        }
    }

    public void Received()
    {
        lock (_gate)
        {
            _received++;
            Tell();
        }
    }

    private void Tell() => progress?.Report(new UploadProgress(_sent, totalBytes, _received, _totalParts));
}
