using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace DocProcessing.Benchmarks.Clients;

/// <summary>What one would write without a client: a chunk read whole, hashed, and posted as a form; several at once; no second try.</summary>
internal sealed class BareClient(HttpClient http)
{
    private const string Uploads = "/api/v1/documents/upload";

    public async Task UploadAsync(string path, string name, int parallelism)
    {
        var length = new FileInfo(path).Length;
        var upload = await ReadAsync(http.PostAsJsonAsync($"{Uploads}/initiate", new { filename = name, file_size = length }));
        var (id, chunkBytes) = (upload.GetProperty("upload_id").GetString()!, upload.GetProperty("chunk_size").GetInt64());
        using var file = File.OpenHandle(path, options: FileOptions.Asynchronous);
        var parts = Enumerable.Range(1, upload.GetProperty("total_parts").GetInt32());
        await Parallel.ForEachAsync(parts, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, async (part, token) =>
        {
            var offset = (part - 1) * chunkBytes;
            var bytes = new byte[Math.Min(chunkBytes, length - offset)];
            await RandomAccess.ReadAsync(file, bytes, offset, token);
            await SendAsync(id, part, bytes);
        });
        await ReadAsync(http.PostAsync(new Uri($"{Uploads}/complete/{id}", UriKind.Relative), null));
    }

    private async Task SendAsync(string id, int part, byte[] bytes)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(id), "upload_id" },
            { new StringContent(part.ToString(CultureInfo.InvariantCulture)), "part_number" },
            { new StringContent(Convert.ToHexStringLower(SHA256.HashData(bytes))), "chunk_hash" },
            { new ByteArrayContent(bytes), "chunk_file", "chunk" },
        };
        await ReadAsync(http.PostAsync(new Uri($"{Uploads}/chunk", UriKind.Relative), form));
    }

    private static async Task<JsonElement> ReadAsync(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
