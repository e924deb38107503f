using System.Net.Http.Headers;
using System.Text.Json;
using DocProcessing.Client.Http;
using DocProcessing.Client.Serialization;

namespace DocProcessing.Client.Uploads;

/// <summary>The calls of an upload, each of them repeatable.</summary>
internal sealed class UploadCalls(ApiTransport api)
{
    public const string Root = ApiTransport.Documents + "/upload";

    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    public Task<UploadSession> InitiateAsync(InitiateRequest request, string idempotencyKey, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, ClientJson.Wire.InitiateRequest);
        return api.SendAsync(
            () =>
            {
                var message = api.Request(HttpMethod.Post, $"{Root}/initiate");
                message.Headers.Add("Idempotency-Key", idempotencyKey);
                message.Content = new ByteArrayContent(body) { Headers = { ContentType = JsonType } };
                return message;
            },
            ClientJson.Wire.UploadSession,
            cancellationToken);
    }

    public Task<UploadState> StatusAsync(string uploadId, CancellationToken cancellationToken) =>
        api.GetAsync($"{Root}/status/{Uri.EscapeDataString(uploadId)}", ClientJson.Wire.UploadState, cancellationToken);

    /// <summary>Sends a part until the host has it. One whose answer was lost is looked for before it is sent again.</summary>
    public Task SendAsync(string uploadId, UploadPart part, ProgressMeter meter, CancellationToken cancellationToken) => api.Retries.RunAsync(
        async (failure, token) =>
        {
            if (failure is not { IsAnswerLost: true } || !await HasAsync(uploadId, part.Number, token))
            {
                await SendOnceAsync(uploadId, part, meter, token);
            }
            else
            {
                meter.Moved(part.Length);
            }

            meter.Received();
            return true;
        },
        cancellationToken);

    public Task<UploadReceipt> CompleteAsync(string uploadId, CancellationToken cancellationToken) =>
        api.SendAsync(() => api.Request(HttpMethod.Post, $"{Root}/complete/{Uri.EscapeDataString(uploadId)}"), ClientJson.Wire.UploadReceipt, cancellationToken);

    public async Task CancelAsync(string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            await api.SendAsync(() => api.Request(HttpMethod.Delete, $"{Root}/cancel/{Uri.EscapeDataString(uploadId)}"), ClientJson.Wire.CancelledUpload, cancellationToken);
        }
        catch (DocumentProcessingClientException exception) when (exception.Code == Codes.UploadCancelled)
        {
            // By a call before, whose answer was lost perhaps.
        }
    }

    public async Task<IReadOnlyList<ActiveUpload>> ListAsync(CancellationToken cancellationToken) =>
        (await api.GetAsync($"{Root}/active", ClientJson.Wire.ActiveUploads, cancellationToken)).Uploads;

    private async Task<bool> HasAsync(string uploadId, int part, CancellationToken cancellationToken) =>
        (await api.SendOnceAsync(
            () => api.Request(HttpMethod.Get, $"{Root}/status/{Uri.EscapeDataString(uploadId)}"), ClientJson.Wire.UploadState, cancellationToken))
        .ReceivedParts.Contains(part);

    private async Task SendOnceAsync(string uploadId, UploadPart part, ProgressMeter meter, CancellationToken cancellationToken)
    {
        using var watch = new StallWatch(api.Options.StallTimeout, api.Clock, cancellationToken);
        long sent = 0;
        try
        {
            await api.SendOnceAsync(() => Chunk(watch), ClientJson.Wire.ChunkReceipt, watch, cancellationToken);
        }
        catch (Exception)
        {
            meter.Moved(-Interlocked.Exchange(ref sent, 0));
            throw;
        }

        HttpRequestMessage Chunk(StallWatch watched)
        {
            // Made again after a 401: what the first one sent does not count.
            meter.Moved(-Interlocked.Exchange(ref sent, 0));
            var message = api.Request(HttpMethod.Post, $"{Root}/chunk");
            message.Content = new ChunkContent(uploadId, part, count =>
            {
                watched.Touch();
                Interlocked.Add(ref sent, count);
                meter.Moved(count);
            });
            return message;
        }
    }
}
