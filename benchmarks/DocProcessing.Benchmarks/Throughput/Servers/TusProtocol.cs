using System.Globalization;
using DocProcessing.Benchmarks.Throughput.Client;
using DocProcessing.Benchmarks.Throughput.Load;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>tus 1.0. An upload takes its chunks one after the other, so the same bytes are sent as uploads enough to keep the wanted number in flight.</summary>
internal sealed class TusProtocol : IUploadProtocol
{
    private const string Version = "Tus-Resumable: 1.0.0";
    private const string BytesType = "Content-Type: application/offset+octet-stream";

    private readonly HttpClient _http;

    private TusProtocol(Uri address)
    {
        _http = new HttpClient { BaseAddress = address };
        _http.DefaultRequestHeaders.Add("Tus-Resumable", "1.0.0");
    }

    public bool CanAnswerUnsynced => true;

    public static Task<IUploadProtocol> ConnectAsync(Uri address) => Task.FromResult<IUploadProtocol>(new TusProtocol(address));

    public async Task<IReadOnlyList<StartedUpload>> OpenAsync(FileSet files, int inFlight)
    {
        var chunks = files.Files.SelectMany(file => file.Chunks).ToList();
        var count = Math.Min(Math.Max(files.Files.Count, inFlight), chunks.Count);
        var uploads = new List<StartedUpload>();
        foreach (var part in chunks.Chunk((chunks.Count + count - 1) / count))
        {
            var path = await CreateAsync(part.Sum(chunk => chunk.Length));
            uploads.Add(new StartedUpload(path, part, [[.. part.Select((chunk, index) => Chunk(path, chunk, index))]]));
        }

        return uploads;
    }

    public async Task DiscardAsync(IReadOnlyList<StartedUpload> uploads)
    {
        foreach (var upload in uploads)
        {
            using var answer = await _http.DeleteAsync(new Uri(upload.Id, UriKind.Relative));
            answer.EnsureSuccessStatusCode();
        }
    }

    public Request Whole(SmallFile file, bool synced) => RequestText.Raw(
        "POST", synced ? "/synced" : "/files", file.Content, Version, BytesType, string.Create(CultureInfo.InvariantCulture, $"Upload-Length: {file.Content.Length}"));

    public void Dispose() => _http.Dispose();

    private static Request Chunk(string path, Content chunk, int index) => RequestText.Raw(
        "PATCH", path, chunk, Version, BytesType, string.Create(CultureInfo.InvariantCulture, $"Upload-Offset: {(long)index * FileSet.ChunkBytes}"));

    private async Task<string> CreateAsync(long length)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/files");
        request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.Location!.OriginalString;
    }
}
