namespace DocProcessing;

/// <summary>One step of a document's way. It may run more than once for a document, after a crash or an error: its effects must bear it.</summary>
/// <remarks>Throw <see cref="DocumentRejectedException"/> for what is the document's fault. Any other exception is retried up to the limit.</remarks>
public interface IPipelineStage
{
    /// <summary>Gets the stage's name: snake_case, and the same for ever, since job records hold it.</summary>
    string Name { get; }

    /// <summary>Runs the stage.</summary>
    /// <param name="context">The job and what the stage needs to work on it.</param>
    /// <param name="cancellationToken">The job is cancelled, out of time, has lost its lease, or the host is shutting down.</param>
    /// <returns>What the checkpoint is to record.</returns>
    Task<StageResult> ExecuteAsync(IStageContext context, CancellationToken cancellationToken);
}

/// <summary>What a stage has done.</summary>
/// <param name="Update">Changes the job's record at the checkpoint; may be called again when another write came first. <see langword="null"/> for no change.</param>
public sealed record StageResult(Func<Job, Job>? Update = null)
{
    /// <summary>Gets a result with nothing to record but that the stage is done.</summary>
    public static StageResult Done { get; } = new();

    /// <summary>Gets stages that need not run any more, since this one has supplied their results.</summary>
    public IReadOnlyList<string> AlsoCompleted { get; init; } = [];
}

/// <summary>What a stage works with.</summary>
public interface IStageContext
{
    /// <summary>Gets the job as it was when the stage started.</summary>
    Job Job { get; }

    /// <summary>Opens the document's bytes.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The bytes from the start; the caller disposes the stream. It need not be seekable.</returns>
    Task<Stream> OpenContentAsync(CancellationToken cancellationToken);

    /// <summary>Gets the document as a local file, copied from storage when it is not one already.</summary>
    /// <param name="cancellationToken">Stops copying.</param>
    /// <returns>The file's path; it is there until the job's run ends. Read it, never write it.</returns>
    Task<string> GetLocalFileAsync(CancellationToken cancellationToken);

    /// <summary>Stores a result. It counts only once the stage's checkpoint is recorded.</summary>
    /// <param name="name">The artifact's name: lower-case letters, digits and dashes.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="cancellationToken">Stops writing; nothing is stored then.</param>
    /// <returns>A task that ends when the artifact is stored, durably.</returns>
    Task WriteArtifactAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);

    /// <summary>Opens a result of an earlier stage.</summary>
    /// <param name="name">The artifact's name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The artifact; the caller disposes the stream.</returns>
    /// <exception cref="ObjectNotFoundException">No earlier stage left it.</exception>
    Task<Stream> OpenArtifactAsync(string name, CancellationToken cancellationToken);

    /// <summary>Reads the document's sections, once extraction ran.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The sections in order.</returns>
    IAsyncEnumerable<DocumentSection> ReadSectionsAsync(CancellationToken cancellationToken);

    /// <summary>Says how far the stage is. Cheap, and passed on a few times a second at most.</summary>
    /// <param name="fraction">How much of the stage is done, from 0 to 1.</param>
    /// <param name="message">What happens, for people; never document content.</param>
    /// <param name="bytesProcessed">The bytes done, where the stage counts bytes.</param>
    void Report(double fraction, string? message = null, long? bytesProcessed = null);

    /// <summary>Notes something that is not an error; it becomes a warning of the job at the checkpoint.</summary>
    /// <param name="code">A stable code, such as <c>no_text</c>.</param>
    /// <param name="message">What was noticed, for the document's owner.</param>
    void Warn(string code, string message);
}
