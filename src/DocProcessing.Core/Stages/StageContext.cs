using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using DocProcessing.Jobs;
using DocProcessing.Progress;
using DocProcessing.Uploads;

namespace DocProcessing.Stages;

/// <summary>What one run of a stage works with. Once closed it stores nothing more, whatever a stage that was left behind tries.</summary>
internal sealed class StageContext(LeasedJob leased, ProgressPump pump, string stage, IDocumentStorage storage, StageContextFactory files) : IStageContext
{
    private readonly Dictionary<string, ObjectKey> _artifacts = [];
    private readonly List<JobWarning> _warnings = [];
    private readonly Lock _gate = new();
    private volatile bool _closed;

    public Job Job { get; } = leased.Current;

    public IReadOnlyList<JobWarning> Warnings
    {
        get
        {
            lock (_gate)
            {
                return [.. _warnings];
            }
        }
    }

    public void Close() => _closed = true;

    /// <summary>Adds what this stage stored to what earlier ones did.</summary>
    public IReadOnlyDictionary<string, ObjectKey> MergeArtifacts(IReadOnlyDictionary<string, ObjectKey> earlier)
    {
        lock (_gate)
        {
            return earlier.Where(artifact => !_artifacts.ContainsKey(artifact.Key)).Concat(_artifacts).ToDictionary();
        }
    }

    public Task<Stream> OpenContentAsync(CancellationToken cancellationToken) => storage.OpenReadAsync(Job.ContentKey, null, cancellationToken);

    public Task<string> GetLocalFileAsync(CancellationToken cancellationToken) => files.GetLocalFileAsync(Job, cancellationToken);

    public async Task WriteArtifactAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        var key = DocumentKeys.Artifact(Job.DocumentId, leased.Fence, name);
        var pipe = new Pipe();
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = WriteAsync(pipe.Writer, write, abandon.Token);
        try
        {
            await using var content = pipe.Reader.AsStream();
            await storage.PutAsync(key, content, null, cancellationToken);
        }
        catch
        {
            await abandon.CancelAsync();
            await AwaitCauseAsync(writing, cancellationToken);
            throw;
        }

        await writing;
        if (_closed)
        {
            // Left behind while the store was writing: no checkpoint will name the object, and no clean-up comes after this.
            await storage.DeleteAsync(key, CancellationToken.None);
        }

        ThrowIfClosed();
        lock (_gate)
        {
            _artifacts[name] = key;
        }
    }

    public Task<Stream> OpenArtifactAsync(string name, CancellationToken cancellationToken) =>
        storage.OpenReadAsync(FindArtifact(name), null, cancellationToken);

    public async IAsyncEnumerable<DocumentSection> ReadSectionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await OpenArtifactAsync(ArtifactNames.Sections, cancellationToken);
        await foreach (var section in SectionFile.ReadAsync(stream, cancellationToken))
        {
            yield return section;
        }
    }

    public void Report(double fraction, string? message = null, long? bytesProcessed = null)
    {
        if (!_closed)
        {
            pump.Put(stage, fraction, message, bytesProcessed);
        }
    }

    public void Warn(string code, string message)
    {
        lock (_gate)
        {
            var warning = new JobWarning(code, message);
            if (!_warnings.Contains(warning))
            {
                _warnings.Add(warning);
            }
        }
    }

    private static async Task WriteAsync(PipeWriter writer, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        // On the pool: the reader must run at the same time, or a full pipe would wait for ever.
        await Task.Yield();
        try
        {
            await using var stream = writer.AsStream(leaveOpen: true);
            await write(stream, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await writer.CompleteAsync();
        }
        catch (Exception exception)
        {
            // The reader sees it, so that the store keeps nothing of a half-written artifact.
            await writer.CompleteAsync(exception);
            throw;
        }
    }

    /// <summary>Throws the writer's own error, if that is why the store got no further.</summary>
    private static async Task AwaitCauseAsync(Task writing, CancellationToken cancellationToken)
    {
        try
        {
            await writing;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Told to stop by us: the store's error is the cause.
        }
    }

    private ObjectKey FindArtifact(string name)
    {
        lock (_gate)
        {
            return _artifacts.TryGetValue(name, out var own) || Job.Artifacts.TryGetValue(name, out own)
                ? own
                : throw new ObjectNotFoundException(DocumentKeys.Artifact(Job.DocumentId, leased.Fence, name));
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new OperationCanceledException("The stage was told to stop.");
        }
    }
}
