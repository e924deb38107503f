using System.Collections.Concurrent;
using DocProcessing.Jobs;
using DocProcessing.Progress;
using Microsoft.Extensions.Logging;

namespace DocProcessing.Stages;

/// <summary>Makes what stages work with, and owns the local copies of documents whose storage has no local files.</summary>
internal sealed partial class StageContextFactory(IDocumentStorage storage, ILogger<StageContextFactory> logger)
{
    private readonly ConcurrentDictionary<(JobId Job, long Fence), string> _localCopies = new();

    public StageContext Create(LeasedJob leased, ProgressPump pump, string stage) => new(leased, pump, stage, storage, this);

    /// <summary>Finds a document's local file; copies it from storage once a run when there is none.</summary>
    public async Task<string> GetLocalFileAsync(Job job, CancellationToken cancellationToken)
    {
        if (storage.FindCapability<ILocalFileAccess>() is { } local && local.TryGetLocalPath(job.ContentKey, out var path))
        {
            return path;
        }

        if (_localCopies.TryGetValue((job.Id, job.Fence), out var copied))
        {
            return copied;
        }

        // A name that nobody can guess, and so nobody can put a file or a link of theirs there first.
        var copy = Path.Combine(Path.GetTempPath(), $"docprocessing-{job.Id}-{job.Fence}-{Guid.NewGuid():n}");
        try
        {
            await using var content = await storage.OpenReadAsync(job.ContentKey, null, cancellationToken);
            await using var file = new FileStream(copy, CreateOwn());
            await content.CopyToAsync(file, cancellationToken);
        }
        catch
        {
            Delete(copy);
            throw;
        }

        if (_localCopies.TryAdd((job.Id, job.Fence), copy))
        {
            return copy;
        }

        Delete(copy);
        return _localCopies.TryGetValue((job.Id, job.Fence), out copied) ? copied : throw new OperationCanceledException("The run is over.");
    }

    /// <summary>Deletes the local copy of a run of a job at its end.</summary>
    /// <param name="id">The job.</param>
    /// <param name="fence">The number of the run's lease: another run may be at work already.</param>
    public void Forget(JobId id, long fence)
    {
        if (_localCopies.TryRemove((id, fence), out var copy))
        {
            Delete(copy);
        }
    }

    private static FileStreamOptions CreateOwn()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogDeleteFailed(exception);
        }
    }

    [LoggerMessage(160, LogLevel.Warning, "A local copy of a document could not be deleted")]
    private partial void LogDeleteFailed(Exception exception);
}
