using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DocProcessing.Client.Http;
using DocProcessing.Client.Serialization;

namespace DocProcessing.Client.Watching;

/// <summary>Hears of a job by server-sent events.</summary>
internal sealed class EventStreamFeed(ApiTransport api, string jobId) : IJobFeed
{
    public async IAsyncEnumerable<JobProgress> ReadAsync(long after, Action onConnected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watch = new StallWatch(api.Options.StallTimeout, api.Clock, cancellationToken);
        using var response = await ApiTransport.GuardAsync(() => api.OpenAsync(() => Request(after), watch.Token), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            // The job has ended, and nothing came after that: asking tells whether this is what the caller knows.
            yield break;
        }

        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            throw Problems.NotUnderstood(response.StatusCode, null);
        }

        onConnected();
        await using var stream = new WatchedStream(await response.Content.ReadAsStreamAsync(watch.Token), watch);
        var events = SseParser.Create(stream, Parse).EnumerateAsync(watch.Token).GetAsyncEnumerator(watch.Token);
        await using (events)
        {
            while (await ApiTransport.GuardAsync(() => events.MoveNextAsync().AsTask(), cancellationToken))
            {
                if (events.Current.Data is { } progress)
                {
                    yield return progress;
                }
            }
        }
    }

    private static JobProgress? Parse(string type, ReadOnlySpan<byte> data)
    {
        try
        {
            return type == SocketMessage.Progress ? JsonSerializer.Deserialize(data, ClientJson.Wire.SocketMessage)?.Data : null;
        }
        catch (JsonException exception)
        {
            throw Problems.NotUnderstood(null, exception);
        }
    }

    private HttpRequestMessage Request(long after)
    {
        var request = api.Request(HttpMethod.Get, $"{ApiTransport.Documents}/jobs/{Uri.EscapeDataString(jobId)}/events");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Headers.Add("Last-Event-ID", after.ToString(CultureInfo.InvariantCulture));
        return request;
    }
}
