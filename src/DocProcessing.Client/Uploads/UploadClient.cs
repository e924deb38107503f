using DocProcessing.Client.Http;
using DocProcessing.Client.Resuming;
using DocProcessing.Client.Uploads;

namespace DocProcessing.Client;

/// <summary>The caller's uploads.</summary>
public sealed class UploadClient
{
    private const string UnnamedFile = "document";

    private readonly ApiTransport _api;
    private readonly UploadCalls _calls;
    private readonly JobClient _jobs;

    internal UploadClient(ApiTransport api, JobClient jobs) => (_api, _calls, _jobs) = (api, new UploadCalls(api), jobs);

    /// <summary>Starts to upload a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What it is, and how it is sent.</param>
    /// <param name="progress">What is told, and from any thread, as bytes go.</param>
    /// <param name="cancellationToken">Stops it, and leaves what the host has.</param>
    /// <remarks>
    /// Always in chunks, small files too: a repeated <c>upload/simple</c> whose answer was lost would make a second document, and initiate, chunk and
    /// complete can each be repeated without harm.
    /// </remarks>
    public UploadHandle StartFile(string path, DocumentUploadOptions? options = null, IProgress<UploadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var chosen = Checked(options);
        return Start(_ => Task.FromResult<UploadSource>(new FileSource(path)), chosen with { FileName = chosen.FileName ?? Path.GetFileName(path) }, progress, cancellationToken);
    }

    /// <summary>Starts to upload a stream, from its place on. It is left open, and is not to be used meanwhile.</summary>
    /// <param name="content">The stream. One that cannot seek is read once, in order.</param>
    /// <param name="options">What it is, and how it is sent.</param>
    /// <param name="progress">What is told, and from any thread, as bytes go.</param>
    /// <param name="cancellationToken">Stops it, and leaves what the host has.</param>
    public UploadHandle Start(Stream content, DocumentUploadOptions? options = null, IProgress<UploadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var chosen = Checked(options);
        return Start(token => UploadSource.OpenAsync(content, chosen.Length, token), chosen, progress, cancellationToken);
    }

    /// <summary>Tells what the host has of an upload.</summary>
    /// <param name="uploadId">The upload.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<UploadState> GetAsync(string uploadId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(uploadId);
        return _calls.StatusAsync(uploadId, cancellationToken);
    }

    /// <summary>Lists the caller's uploads that take parts, newest first.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<ActiveUpload>> ListAsync(CancellationToken cancellationToken = default) => _calls.ListAsync(cancellationToken);

    /// <summary>Cancels an upload: its parts go, and its job ends cancelled. Repeating it does no harm.</summary>
    /// <param name="uploadId">The upload.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task CancelAsync(string uploadId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(uploadId);
        return _calls.CancelAsync(uploadId, cancellationToken);
    }

    private static DocumentUploadOptions Checked(DocumentUploadOptions? options)
    {
        options ??= new DocumentUploadOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Parallelism, 1);
        return options;
    }

    private UploadHandle Start(
        Func<CancellationToken, Task<UploadSource>> open, DocumentUploadOptions options, IProgress<UploadProgress>? progress, CancellationToken cancellationToken) => new(
        async (gate, token) =>
        {
            var source = await open(token);
            var request = new InitiateRequest
            {
                FileName = options.FileName ?? UnnamedFile,
                FileSize = source.Length,
                ContentType = options.ContentType,
                DocumentType = options.DocumentType,
                Priority = options.Priority,
                ProcessingOptions = options.ProcessingOptions,
            };
            var record = ResumeRecord.Of(source, request, options, _api.Root, _api.Clock);
            return (new UploadRun(_calls, source, request, options, record, new ProgressMeter(progress, source.Length), gate), source);
        },
        _jobs,
        cancellationToken);
}
