using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using DocProcessing.Benchmarks.Support;
using DocProcessing.Benchmarks.Throughput.Servers;
using DocProcessing.Client;

namespace DocProcessing.Benchmarks.Clients;

/// <summary>A large file from disk to the host, by this library's client and by a bare HttpClient to the same endpoints: in turn, on one host.</summary>
internal static class ClientComparison
{
    private const int Parallelism = 4;

    public static async Task RunAsync(string[] arguments)
    {
        var parsed = Arguments.Parse(arguments, "--mb", "--rounds", "--out");
        var (megabytes, rounds) = (parsed.Number("--mb", 256), parsed.Number("--rounds", 7));
        using var directory = new TemporaryDirectory();
        var file = directory.PathOf("file.bin");
        await WriteAsync(file, megabytes);

        // It takes documents in and leaves the jobs alone, which would be work beside what is measured.
        await using var server = await RunningServer.StartAsync(ServerList.All.Single(definition => definition.Name == "host-web"), directory.PathOf("data"));
        using var api = await HostApi.ConnectAsync(server.Place.Address);
        var token = api.Authorization.Split(' ')[^1];
        using var http = new HttpClient { BaseAddress = server.Place.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var client = new DocumentProcessingClient(new DocumentProcessingClientOptions
        {
            BaseAddress = server.Place.Address,
            AccessToken = (_, _) => ValueTask.FromResult<string?>(token),
        });
        var bare = new BareClient(http);
        var ratios = new List<(double Bare, double Client)>();
        for (var round = 0; round <= rounds; round++)
        {
            var names = (Bare: $"bare-{round}.bin", Client: $"client-{round}.bin");
            var isBareFirst = round % 2 == 0;
            var first = await TimeAsync(() => isBareFirst ? bare.UploadAsync(file, names.Bare, Parallelism) : OursAsync(client, file, names.Client));
            var second = await TimeAsync(() => isBareFirst ? OursAsync(client, file, names.Client) : bare.UploadAsync(file, names.Bare, Parallelism));

            // The first round warms up.
            if (round > 0)
            {
                ratios.Add(isBareFirst ? (first, second) : (second, first));
            }
        }

        Print(megabytes, ratios);
        ResultFile.Write(parsed.Text("--out"), "client", new { megabytes, rounds = ratios.Select(round => new { bare = round.Bare, client = round.Client }) });
    }

    private static Task<UploadReceipt> OursAsync(DocumentProcessingClient client, string file, string name) =>
        client.UploadFileAsync(file, new DocumentUploadOptions { FileName = name, Parallelism = Parallelism });

    private static async Task<double> TimeAsync(Func<Task> upload)
    {
        var started = Stopwatch.GetTimestamp();
        await upload();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Print(int megabytes, List<(double Bare, double Client)> rounds)
    {
        var (bare, client) = (Median.Of(rounds.Select(round => round.Bare)), Median.Of(rounds.Select(round => round.Client)));
        var each = rounds.Select(round => round.Bare / round.Client).Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
             {megabytes} MiB, {Parallelism} chunks at once, SHA-256, {rounds.Count} rounds in turn; medians.

             | client | MB/s | ratio to bare |
             |---|---|---|
             | bare HttpClient | {megabytes * 1.048576 / bare:0} | 1.00 |
             | DocProcessing.Client | {megabytes * 1.048576 / client:0} | {Median.Of(each):0.00} (from {each[0]:0.00} to {each[^1]:0.00}) |
             """));
    }

    private static async Task WriteAsync(string path, int megabytes)
    {
        await using var file = File.Create(path);
        for (var written = 0; written < megabytes; written++)
        {
            await file.WriteAsync(RandomNumberGenerator.GetBytes(1 << 20));
        }
    }
}
