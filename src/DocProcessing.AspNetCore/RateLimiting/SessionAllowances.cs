using System.Collections.Concurrent;

namespace DocProcessing.RateLimiting;

/// <summary>What never changes in a session.</summary>
internal sealed record UploadShape(long FileSize, long PartSize, int TotalParts)
{
    public static UploadShape Of(UploadSession session) => new(session.FileSize, session.PartSize, session.TotalParts);

    public long LengthOf(int partNumber) =>
        partNumber >= 1 && partNumber <= TotalParts ? Math.Min(PartSize, FileSize - ((partNumber - 1) * PartSize)) : PartSize;
}

/// <summary>
/// Counts the chunks of each open session against the session's own allowance. Only chunks of sessions that do not exist for their sender count as
/// ordinary requests, so that made-up ids are no way around the limits. Each node counts by itself, whatever counts requests: the allowance only stops a
/// client that never stops sending, several nodes multiply it by their number at most, and a chunk has no other call to wait for than its own.
/// </summary>
internal sealed class SessionAllowances(IUploadService uploads, RequestLimits limits, IOptions<RateLimitOptions> options, TimeProvider clock)
{
    private const int MaxRemembered = 10_000;
    private const int Extra = 100;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly LocalRateCounters _counters = new(clock);
    private readonly ConcurrentDictionary<string, UploadShape> _shapes = new(StringComparer.Ordinal);

    /// <summary>Remembers a session, so that its first chunk need not look it up.</summary>
    public void Remember(Caller caller, UploadSession session) => Remember(KeyOf(caller, session.Id), UploadShape.Of(session));

    public async ValueTask<UploadShape> TakeAsync(Caller caller, UploadId id, CancellationToken cancellationToken)
    {
        var key = KeyOf(caller, id);
        if (!_shapes.TryGetValue(key, out var shape))
        {
            shape = await LookUpAsync(caller, id, cancellationToken);
            Remember(key, shape);
        }

        var limit = (shape.TotalParts * options.Value.SendsPerPart) + Extra;
        return options.Value.SendsPerPart > 0 && _counters.TryTake(key, limit, Window) is { } wait
            ? throw RequestLimits.Reached($"No more than {limit} chunks of this upload an hour.", wait)
            : shape;
    }

    private async Task<UploadShape> LookUpAsync(Caller caller, UploadId id, CancellationToken cancellationToken)
    {
        try
        {
            var state = await uploads.GetAsync(caller, id, cancellationToken);
            return UploadShape.Of(state.Session);
        }
        catch (DocumentProcessingException exception) when (exception.Category is ErrorCategory.NotFound or ErrorCategory.Gone)
        {
            await limits.TakeAsync(caller, RequestKind.Request, cancellationToken);
            throw;
        }
    }

    private void Remember(string key, UploadShape shape)
    {
        if (_shapes.Count >= MaxRemembered)
        {
            // Only a cache: whoever is still uploading is looked up once more.
            _shapes.Clear();
        }

        _shapes.TryAdd(key, shape);
    }

    private static string KeyOf(Caller caller, UploadId id) => $"{id}:{caller.UserId}";
}
