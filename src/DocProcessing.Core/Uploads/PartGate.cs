using System.Collections.Concurrent;

namespace DocProcessing.Uploads;

/// <summary>Lets one request at a time receive a part, and one at a time join or cancel an upload, on this node.</summary>
/// <remarks>
/// It lives and dies with the request that holds it, so nothing stays locked after a dropped connection or a crash.
/// Between nodes the session's compare-and-set decides; the gate only spares work that would be thrown away.
/// </remarks>
internal sealed class PartGate
{
    private readonly ConcurrentDictionary<(UploadId Upload, int Part), bool> _held = new();
    private readonly ConcurrentDictionary<UploadId, Finishing> _finishing = new();

    /// <summary>Claims a part.</summary>
    public IDisposable EnterPart(UploadId upload, int partNumber) =>
        _held.TryAdd((upload, partNumber), true)
            ? new Release(() => _held.TryRemove((upload, partNumber), out _))
            : throw new DocumentProcessingException(
                ErrorCategory.Busy, ErrorCodes.PartBusy, $"Another request is sending part {partNumber}.") { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>Waits for the turn to join or cancel an upload.</summary>
    public async Task<IDisposable> EnterFinishAsync(UploadId upload, CancellationToken cancellationToken)
    {
        var finishing = _finishing.AddOrUpdate(upload, _ => new Finishing(1), (_, present) => present with { Users = present.Users + 1 });
        try
        {
            await finishing.Turn.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(upload);
            throw;
        }

        return new Release(() =>
        {
            finishing.Turn.Release();
            Leave(upload);
        });
    }

    private void Leave(UploadId upload)
    {
        while (_finishing.TryGetValue(upload, out var present))
        {
            var done = present.Users == 1
                ? _finishing.TryRemove(KeyValuePair.Create(upload, present))
                : _finishing.TryUpdate(upload, present with { Users = present.Users - 1 }, present);
            if (done)
            {
                return;
            }
        }
    }

    private sealed record Finishing(int Users)
    {
        public SemaphoreSlim Turn { get; } = new(1);
    }

    private sealed class Release(Action release) : IDisposable
    {
        private Action? _release = release;

        public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
    }
}
