using System.Globalization;
using DocProcessing.Benchmarks.Throughput.Client;
using DocProcessing.Benchmarks.Throughput.Load;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>The host's own contract: each request with its token, each chunk with its MD5.</summary>
internal sealed class HostProtocol : IUploadProtocol
{
    private HostProtocol(HostApi api) => Api = api;

    public HostApi Api { get; }

    // What was accepted is on disk: the host has no switch for less.
    public bool CanAnswerUnsynced => false;

    public static async Task<IUploadProtocol> ConnectAsync(Uri address) => new HostProtocol(await HostApi.ConnectAsync(address));

    public async Task<IReadOnlyList<StartedUpload>> OpenAsync(FileSet files, int inFlight)
    {
        var uploads = new List<StartedUpload>();
        foreach (var file in files.Files)
        {
            var (id, chunkBytes) = await Api.InitiateAsync(file.Name, file.Length);
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
            await Api.CancelAsync(upload.Id);
        }
    }

    public Request Whole(SmallFile file, bool synced) => RequestText.Form($"{HostApi.Root}/upload/simple", file.Content, "file", file.Name, [], Api.Authorization);

    public void Dispose() => Api.Dispose();

    private Request Chunk(string uploadId, Content chunk, int number) => RequestText.Form(
        $"{HostApi.Root}/upload/chunk",
        chunk,
        "chunk_file",
        "blob",
        [("upload_id", uploadId), ("part_number", number.ToString(CultureInfo.InvariantCulture)), ("chunk_hash", chunk.Md5)],
        Api.Authorization);
}
