using DocProcessing.Client.Http;

namespace DocProcessing.Client;

/// <summary>A client of one DocProcessing host. Safe for use from many threads; meant to be kept.</summary>
public sealed class DocumentProcessingClient : IDisposable
{
    private readonly ApiTransport _api;
    private readonly HttpClient? _own;

    /// <summary>Makes a client with connections of its own.</summary>
    /// <param name="options">Where the host is.</param>
    public DocumentProcessingClient(DocumentProcessingClientOptions options)
        : this(OwnConnections(), options) => _own = _api!.Http;

    /// <summary>Makes a client on connections that another owns, such as <c>IHttpClientFactory</c>.</summary>
    /// <param name="http">The connections. Its timeout should be infinite: a stalled request is ended by <see cref="DocumentProcessingClientOptions.StallTimeout"/>.</param>
    /// <param name="options">Where the host is.</param>
    /// <param name="clock">What waits are measured by; the system's clock by default.</param>
    public DocumentProcessingClient(HttpClient http, DocumentProcessingClientOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Errors().ToList() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        }

        _api = new ApiTransport(http, options, clock ?? TimeProvider.System);
        Jobs = new JobClient(_api);
        Documents = new DocumentClient(_api);
        Uploads = new UploadClient(_api, Jobs);
    }

    /// <summary>Gets uploads: start, pause, resume, cancel, list.</summary>
    public UploadClient Uploads { get; }

    /// <summary>Gets jobs: show, list, history, watch, cancel, retry.</summary>
    public JobClient Jobs { get; }

    /// <summary>Gets documents: show, search, text, analysis, download, delete.</summary>
    public DocumentClient Documents { get; }

    /// <summary>Uploads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What it is, and how it is sent.</param>
    /// <param name="progress">What is told, and from any thread, as bytes go.</param>
    /// <param name="cancellationToken">Stops it, and leaves what the host has.</param>
    /// <exception cref="DocumentProcessingClientException">The host refused it, or stayed out of reach.</exception>
    public async Task<UploadReceipt> UploadFileAsync(
        string path, DocumentUploadOptions? options = null, IProgress<UploadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        await using var upload = Uploads.StartFile(path, options, progress, cancellationToken);
        return await upload.Completion;
    }

    /// <summary>Uploads a stream, from its place on.</summary>
    /// <param name="content">The stream. One that cannot seek is read once, in order.</param>
    /// <param name="options">What it is, and how it is sent.</param>
    /// <param name="progress">What is told, and from any thread, as bytes go.</param>
    /// <param name="cancellationToken">Stops it, and leaves what the host has.</param>
    /// <exception cref="DocumentProcessingClientException">The host refused it, or stayed out of reach.</exception>
    public async Task<UploadReceipt> UploadAsync(
        Stream content, DocumentUploadOptions? options = null, IProgress<UploadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        await using var upload = Uploads.Start(content, options, progress, cancellationToken);
        return await upload.Completion;
    }

    /// <inheritdoc cref="JobClient.WatchAsync"/>
    public IAsyncEnumerable<JobProgress> WatchAsync(string jobId, long since = 0, CancellationToken cancellationToken = default) =>
        Jobs.WatchAsync(jobId, since, cancellationToken);

    /// <summary>Closes the client's own connections.</summary>
    public void Dispose()
    {
        _api.Dispose();
        _own?.Dispose();
    }

    internal static SocketsHttpHandler Connections() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private static HttpClient OwnConnections() => new(Connections()) { Timeout = Timeout.InfiniteTimeSpan };
}
