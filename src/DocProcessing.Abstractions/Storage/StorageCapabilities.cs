using System.Diagnostics.CodeAnalysis;

namespace DocProcessing;

/// <summary>A store whose objects are local files, so that a reader that needs a file does not copy it first.</summary>
/// <remarks>Found by <see cref="IDocumentStorage.FindCapability{TCapability}"/>.</remarks>
public interface ILocalFileAccess
{
    /// <summary>Finds the file that holds an object.</summary>
    /// <param name="key">The object.</param>
    /// <param name="path">The file's full path. It is read, never written.</param>
    /// <returns><see langword="true"/> when the object is a local file.</returns>
    bool TryGetLocalPath(ObjectKey key, [NotNullWhen(true)] out string? path);
}

/// <summary>A store that can have leftovers of writers that died, which only the store itself can tell.</summary>
/// <remarks>Found by <see cref="IDocumentStorage.FindCapability{TCapability}"/>.</remarks>
public interface IStorageMaintenance
{
    /// <summary>Deletes what writers that died have left behind. Safe beside living writers, of other processes too.</summary>
    /// <param name="cancellationToken">Stops between two deletions.</param>
    /// <returns>The number of leftovers deleted.</returns>
    Task<int> SweepAsync(CancellationToken cancellationToken);
}
