using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace DocProcessing.Client.Http;

/// <summary>Makes errors of what the host answers, or does not answer.</summary>
internal static class Problems
{
    private const int MaxBytes = 64 << 10;

    public static async Task<DocumentProcessingClientException> OfAsync(HttpResponseMessage response, TimeProvider clock, CancellationToken cancellationToken)
    {
        var problem = await ReadAsync(response.Content, cancellationToken);
        var status = (int)response.StatusCode;
        return new DocumentProcessingClientException(
            Text(problem, "detail") ?? $"The host answered {status} {response.ReasonPhrase}.", response.StatusCode, Text(problem, "code") ?? $"http_{status}")
        {
            Problem = problem,
            RetryAfter = RetryAfter(response.Headers.RetryAfter, clock),
            MissingParts = Numbers(problem, Codes.MissingParts),
        };
    }

    public static DocumentProcessingClientException Unreachable(Exception cause) =>
        new($"The host cannot be reached, or its answer was lost: {cause.Message}", null, DocumentProcessingClientException.Unreachable, cause);

    /// <summary>Makes the error of a host that answers something else than the contract says: a proxy's page, most often.</summary>
    public static DocumentProcessingClientException NotUnderstood(HttpStatusCode? status, Exception? cause) =>
        new("The answer is not what a DocProcessing host answers. Is this its address?", status ?? HttpStatusCode.OK, "not_understood", cause);

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, TimeProvider clock)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static async Task<JsonElement?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
        {
            return null;
        }

        var body = new byte[MaxBytes];
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(body.AsMemory(0, length));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            // The status says enough.
            return null;
        }
    }

    private static string? Text(JsonElement? problem, string name) =>
        problem is { } known && known.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int[] Numbers(JsonElement? problem, string name) =>
        problem is { } known && known.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Number).Select(item => item.GetInt32())]
            : [];
}
