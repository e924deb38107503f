using DocProcessing.Benchmarks.Throughput.Client;
using DocProcessing.Benchmarks.Throughput.Load;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>Speaks to <see cref="RawServer"/>.</summary>
internal sealed class RawProtocol(Uri address) : IUploadProtocol
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    public bool CanAnswerUnsynced => true;

    public static Task<IUploadProtocol> ConnectAsync(Uri address) => Task.FromResult<IUploadProtocol>(new RawProtocol(address));

    public async Task<IReadOnlyList<StartedUpload>> OpenAsync(FileSet files, int inFlight)
    {
        foreach (var file in files.Files)
        {
            using var answer = await _http.PostAsync(new Uri($"/uploads/{file.Name}?length={file.Length}", UriKind.Relative), null);
            answer.EnsureSuccessStatusCode();
        }

        return [.. files.Files.Select(file => StartedUpload.Of(file.Name, file.Chunks, (chunk, index) => Chunk(file.Name, chunk, index)))];
    }

    public async Task DiscardAsync(IReadOnlyList<StartedUpload> uploads)
    {
        foreach (var upload in uploads)
        {
            using var answer = await _http.DeleteAsync(new Uri($"/uploads/{upload.Id}", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
        }
    }

    public Request Whole(SmallFile file, bool synced) => RequestText.Raw("PUT", $"/files/{file.Name}?md5={file.Content.Md5}&sync={synced}", file.Content);

    public void Dispose() => _http.Dispose();

    private static Request Chunk(string name, Content chunk, int index) =>
        RequestText.Raw("PUT", $"/uploads/{name}?offset={(long)index * FileSet.ChunkBytes}&md5={chunk.Md5}", chunk);
}
