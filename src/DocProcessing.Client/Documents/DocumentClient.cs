using System.Net;
using DocProcessing.Client.Documents;
using DocProcessing.Client.Http;
using DocProcessing.Client.Serialization;

namespace DocProcessing.Client;

/// <summary>The caller's documents.</summary>
public sealed class DocumentClient
{
    private readonly ApiTransport _api;

    internal DocumentClient(ApiTransport api) => _api = api;

    /// <summary>Shows a document.</summary>
    /// <param name="documentId">The document.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Document> GetAsync(string documentId, CancellationToken cancellationToken = default) =>
        _api.GetAsync(Path(documentId), ClientJson.Wire.Document, cancellationToken);

    /// <summary>Searches: words that must all stand in one section, <c>"phrases in quotes"</c>, and beginnings with a star.</summary>
    /// <param name="text">What to look for.</param>
    /// <param name="limit">How many to find, from 1 to 100.</param>
    /// <param name="offset">How many of the best to leave out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The best first.</returns>
    public async Task<IReadOnlyList<SearchHit>> SearchAsync(string text, int limit = 20, int offset = 0, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var query = new QueryText().Add("q", text).Add("limit", limit).Add("offset", offset);
        return (await _api.GetAsync($"{ApiTransport.Documents}/search{query}", ClientJson.Wire.SearchAnswer, cancellationToken)).Results;
    }

    /// <summary>Reads what was found in a document.</summary>
    /// <param name="documentId">The document.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DocumentProcessingClientException">It is not processed far enough (409).</exception>
    public Task<DocumentAnalysis> GetAnalysisAsync(string documentId, CancellationToken cancellationToken = default) =>
        _api.GetAsync($"{Path(documentId)}/analysis", ClientJson.Wire.DocumentAnalysis, cancellationToken);

    /// <summary>Reads the whole extracted text, pages divided by a form feed.</summary>
    /// <param name="documentId">The document.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DocumentProcessingClientException">It is not processed far enough (409).</exception>
    public Task<string> GetTextAsync(string documentId, CancellationToken cancellationToken = default) => _api.Retries.RunAsync(
        async (_, token) =>
        {
            using var watch = new StallWatch(_api.Options.StallTimeout, _api.Clock, token);
            return await _api.SendOnceAsync(
                () => _api.Request(HttpMethod.Get, $"{Path(documentId)}/text?format=text"),
                watch,
                async (content, reading) =>
                {
                    using var reader = new StreamReader(new WatchedStream(await content.ReadAsStreamAsync(reading), watch));
                    return await reader.ReadToEndAsync(reading);
                },
                token);
        },
        cancellationToken);

    /// <summary>Downloads a document's bytes. A connection that breaks is made again, and goes on where it was.</summary>
    /// <param name="documentId">The document.</param>
    /// <param name="destination">Where to; it is written from its place on, and left open.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task DownloadAsync(string documentId, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return new ContentDownload(_api, $"{Path(documentId)}/content", destination).RunAsync(cancellationToken);
    }

    /// <summary>Deletes a document with everything that was made of it. A running job is refused (409): cancel it first.</summary>
    /// <param name="documentId">The document.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task DeleteAsync(string documentId, CancellationToken cancellationToken = default) => _api.Retries.RunAsync(
        async (failure, token) =>
        {
            using var watch = new StallWatch(_api.Options.StallTimeout, _api.Clock, token);
            try
            {
                return await _api.SendOnceAsync(() => _api.RequestOnce(HttpMethod.Delete, Path(documentId)), watch, (_, _) => Task.FromResult(true), token);
            }
            catch (DocumentProcessingClientException exception) when (exception.Status == HttpStatusCode.NotFound && failure is { IsAnswerLost: true })
            {
                // The call before has deleted it; only its answer was lost.
                return true;
            }
        },
        cancellationToken);

    private static string Path(string documentId)
    {
        ArgumentException.ThrowIfNullOrEmpty(documentId);
        return $"{ApiTransport.Documents}/{Uri.EscapeDataString(documentId)}";
    }
}
