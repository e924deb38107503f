using DocProcessing.Benchmarks.Throughput.Client;
using DocProcessing.Benchmarks.Throughput.Load;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>How a client speaks to a server. Only the requests that it prepares are measured.</summary>
internal interface IUploadProtocol : IDisposable
{
    /// <summary>Gets whether the server can be asked to answer before small files are on disk.</summary>
    bool CanAnswerUnsynced { get; }

    /// <summary>Begins uploads of large files and prepares their chunks.</summary>
    Task<IReadOnlyList<StartedUpload>> OpenAsync(FileSet files, int inFlight);

    /// <summary>Drops uploads with all that was sent.</summary>
    Task DiscardAsync(IReadOnlyList<StartedUpload> uploads);

    /// <summary>Prepares a small file's only request.</summary>
    Request Whole(SmallFile file, bool synced);
}

/// <summary>An upload that waits for its chunks.</summary>
/// <param name="Id">What the server calls it.</param>
/// <param name="Chunks">What it shall hold in the end, in this order.</param>
/// <param name="Sequences">The requests that send them; each sequence keeps its order.</param>
internal sealed record StartedUpload(string Id, IReadOnlyList<Content> Chunks, IReadOnlyList<IReadOnlyList<Request>> Sequences)
{
    /// <summary>Makes an upload that takes its chunks in any order, several at the same time.</summary>
    public static StartedUpload Of(string id, IReadOnlyList<Content> chunks, Func<Content, int, Request> send) =>
        new(id, chunks, [.. chunks.Select((chunk, index) => new[] { send(chunk, index) })]);
}
