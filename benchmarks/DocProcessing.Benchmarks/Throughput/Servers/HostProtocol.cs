using System.Globalization;
using DocProcessing.Benchmarks.Throughput.Client;
using DocProcessing.Benchmarks.Throughput.Load;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>The host's own contract: each request with its token, each chunk with its MD5.</summary>
internal sealed class HostProtocol : IUploadProtocol
{
    private readonly HostApi _api;

    private HostProtocol(HostApi api, bool worksOnJobs) => (_api, Pipeline) = (api, worksOnJobs ? api : null);

    /// <summary>Gets what tells of jobs, unless the host leaves them to other nodes.</summary>
    public HostApi? Pipeline { get; }

    // What was accepted is on disk: the host has no switch for less.
    public bool CanAnswerUnsynced => false;

    public static async Task<IUploadProtocol> ConnectAsync(Uri address) => new HostProtocol(await HostApi.ConnectAsync(address), worksOnJobs: true);

    public static async Task<IUploadProtocol> ConnectToWebNodeAsync(Uri address) => new HostProtocol(await HostApi.ConnectAsync(address), worksOnJobs: false);

    public async Task<IReadOnlyList<StartedUpload>> OpenAsync(FileSet files, int inFlight)
    {
        var uploads = new List<StartedUpload>();
        foreach (var file in files.Files)
        {
            var (id, chunkBytes) = await _api.InitiateAsync(file.Name, file.Length);
            if (chunkBytes != FileSet.ChunkBytes)
            {
                throw new InvalidOperationException($"The host asks for chunks of {chunkBytes} bytes; {FileSet.ChunkBytes} are compared.");
            }

            uploads.Add(StartedUpload.Of(id, file.Chunks, (chunk, index) => Chunk(id, chunk, index + 1)));
        }

        return uploads;
    }

    public async Task DiscardAsync(IReadOnlyList<StartedUpload> uploads)
    {
        foreach (var upload in uploads)
        {
            await _api.CancelAsync(upload.Id);
        }
    }

    public Request Whole(SmallFile file, bool synced) => RequestText.Form($"{HostApi.Root}/upload/simple", file.Content, "file", file.Name, [], _api.Authorization);

    public void Dispose() => _api.Dispose();

    private Request Chunk(string uploadId, Content chunk, int number) => RequestText.Form(
        $"{HostApi.Root}/upload/chunk",
        chunk,
        "chunk_file",
        "blob",
        [("upload_id", uploadId), ("part_number", number.ToString(CultureInfo.InvariantCulture)), ("chunk_hash", chunk.Md5)],
        _api.Authorization);
}
