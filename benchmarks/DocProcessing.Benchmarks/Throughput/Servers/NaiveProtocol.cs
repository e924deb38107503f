using DocProcessing.Benchmarks.Throughput.Client;
using DocProcessing.Benchmarks.Throughput.Load;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>Speaks to <see cref="NaiveServer"/>.</summary>
internal sealed class NaiveProtocol(Uri address) : IUploadProtocol
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    public bool CanAnswerUnsynced => true;

    public static Task<IUploadProtocol> ConnectAsync(Uri address) => Task.FromResult<IUploadProtocol>(new NaiveProtocol(address));

    // The first chunk that arrives makes the file.
    public Task<IReadOnlyList<StartedUpload>> OpenAsync(FileSet files, int inFlight) => Task.FromResult<IReadOnlyList<StartedUpload>>(
        [.. files.Files.Select(file => StartedUpload.Of(file.Name, file.Chunks, (chunk, index) => Chunk(file.Name, chunk, index)))]);

    public async Task DiscardAsync(IReadOnlyList<StartedUpload> uploads)
    {
        foreach (var upload in uploads)
        {
            using var answer = await _http.DeleteAsync(new Uri($"/uploads/{upload.Id}", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
        }
    }

    public Request Whole(SmallFile file, bool synced) => Form($"/files/{file.Name}?sync={synced}", file.Name, file.Content);

    public void Dispose() => _http.Dispose();

    private static Request Chunk(string name, Content chunk, int index) => Form($"/uploads/{name}?offset={(long)index * FileSet.ChunkBytes}", name, chunk);

    private static Request Form(string path, string name, Content content) => RequestText.Form(path, content, "file", name, [("md5", content.Md5)]);
}
