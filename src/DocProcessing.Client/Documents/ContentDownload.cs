using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using DocProcessing.Client.Http;

namespace DocProcessing.Client.Documents;

/// <summary>Downloads content in as many requests as it takes, each from where the one before broke.</summary>
internal sealed class ContentDownload(ApiTransport api, string path, Stream destination)
{
    private const int BlockBytes = 128 << 10;

    private long _written;
    private EntityTagHeaderValue? _etag;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            var before = _written;
            try
            {
                await ContinueAsync(cancellationToken);
                return;
            }
            catch (DocumentProcessingClientException exception) when (exception.IsTransient && (_written > before || failures < api.Options.MaxRetries))
            {
                // What has moved on is not counted: a long download over a bad line ends all the same.
                failures = _written > before ? 0 : failures + 1;
                await api.Retries.WaitAsync(failures, exception.RetryAfter, cancellationToken);
            }
        }
    }

    private async Task ContinueAsync(CancellationToken cancellationToken)
    {
        using var watch = new StallWatch(api.Options.StallTimeout, api.Clock, cancellationToken);
        using var response = await ApiTransport.GuardAsync(() => api.OpenAsync(Request, watch.Token), cancellationToken);
        if (_written > 0 && response.StatusCode != HttpStatusCode.PartialContent)
        {
            throw new IOException("The document has changed while it was downloaded.");
        }

        _etag ??= response.Headers.ETag;
        await using var content = await ApiTransport.GuardAsync(() => response.Content.ReadAsStreamAsync(watch.Token), cancellationToken);
        var length = response.Content.Headers.ContentLength;
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (long received = 0; ;)
            {
                watch.Touch();
                var count = await ApiTransport.GuardAsync(() => content.ReadAsync(block, watch.Token).AsTask(), cancellationToken);
                if (count == 0)
                {
                    RequireWhole(received, length);
                    return;
                }

                // An error of the destination is not the network's: it goes to the caller as it is.
                await destination.WriteAsync(block.AsMemory(0, count), cancellationToken);
                received += count;
                _written += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private HttpRequestMessage Request()
    {
        var request = api.Request(HttpMethod.Get, path);
        if (_written > 0)
        {
            request.Headers.Range = new RangeHeaderValue(_written, null);
            request.Headers.IfRange = _etag is { IsWeak: false } ? new RangeConditionHeaderValue(_etag) : null;
        }

        return request;
    }

    private static void RequireWhole(long received, long? length)
    {
        if (length is { } whole && received < whole)
        {
            throw Problems.Unreachable(new EndOfStreamException($"{received} of {whole} bytes have come."));
        }
    }
}
