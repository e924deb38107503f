using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace DocProcessing.S3;

/// <summary>
/// Lends memory for content on its way to the store, and only so much. It must be held there: the store wants its length and hash before the first byte, and
/// a try that failed is repeated.
/// </summary>
internal sealed class UploadBuffers : IDisposable
{
    // What room is counted in.
    private const int UnitBytes = 64 << 10;

    private readonly BlockPool _blocks;
    private readonly ConcurrencyLimiter _room;
    private readonly TimeSpan _patience;

    public UploadBuffers(IOptions<S3StorageOptions> options)
    {
        var settings = options.Value;
        _patience = settings.BufferTimeout;
        _blocks = new BlockPool(UnitsOf(settings.MaxBufferedBytes) * (long)UnitBytes);
        _room = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = UnitsOf(settings.MaxBufferedBytes),
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <summary>Waits for room.</summary>
    /// <param name="bytes">How much the buffer will hold at most, within <see cref="S3StorageOptions.MaxBufferedBytes"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StorageUnavailableException">There was none in time.</exception>
    public async Task<UploadBuffer> RentAsync(long bytes, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            var room = await _room.AcquireAsync(UnitsOf(bytes), patience.Token);
            return new UploadBuffer(_blocks.Rent(UnitsOf(bytes) * (long)UnitBytes), _blocks, room);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StorageUnavailableException("Too much is on its way to the store at this moment.") { RetryAfter = TimeSpan.FromSeconds(1) };
        }
    }

    public void Dispose()
    {
        _room.Dispose();
        _blocks.Dispose();
    }

    private static int UnitsOf(long bytes) => (int)((bytes + UnitBytes - 1) / UnitBytes);
}
