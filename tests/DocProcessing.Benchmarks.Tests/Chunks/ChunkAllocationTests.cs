using System.Globalization;
using DocProcessing.Benchmarks.Support;
using DocProcessing.Benchmarks.Throughput.Client;
using DocProcessing.Benchmarks.Throughput.Load;
using DocProcessing.Benchmarks.Throughput.Servers;

namespace DocProcessing.Benchmarks.Chunks;

/// <summary>Times differ between machines; what a chunk allocates hardly does, so that is what guards the way of a chunk.</summary>
public sealed class ChunkAllocationTests(ITestOutputHelper output)
{
    // Near 100 when the machine is idle, more when it is busy and a chunk arrives in more pieces.
    private const int MostKilobytes = 256;
    private const int FileMegabytes = 64;
    private const int WarmUp = 8;

    [Fact]
    public async Task A_chunk_of_eight_mebibytes_allocates_a_small_fraction_of_its_size()
    {
        await using var host = await BenchmarkHost.StartAsync();
        var chunks = new FileSet(FileMegabytes).Files.SelectMany(file => file.Chunks).ToList();
        var document = new NewDocument { FileName = "large.txt", FileSize = chunks.Sum(chunk => chunk.Length), ContentType = "text/plain" };
        var upload = await host.Get<IUploadService>().InitiateAsync(BenchmarkHost.Caller, document, null, CancellationToken.None);
        var requests = chunks.Select((chunk, index) => RequestText.Form(
            $"{HostApi.Root}/upload/chunk",
            chunk,
            "chunk_file",
            "blob",
            [("upload_id", upload.Id.Value), ("part_number", (index + 1).ToString(CultureInfo.InvariantCulture)), ("chunk_hash", chunk.Md5)])).ToList();
        using var connection = await HttpConnection.OpenAsync(host.Address);

        await SendAsync(connection, requests.Take(WarmUp));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await SendAsync(connection, requests.Skip(WarmUp));
        var kilobytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / (requests.Count - WarmUp) >> 10;

        output.WriteLine($"{kilobytes} KB a chunk, the client's share included");
        Assert.InRange(kilobytes, 1, MostKilobytes);
    }

    private static async Task SendAsync(HttpConnection connection, IEnumerable<Request> requests)
    {
        foreach (var request in requests)
        {
            await connection.SendAsync(request);
        }
    }
}
