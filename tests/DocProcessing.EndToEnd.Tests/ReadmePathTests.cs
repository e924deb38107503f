using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd;

/// <summary>What the README promises, once through: real documents in, live progress, and what was found in them out.</summary>
public sealed partial class ReadmePathTests(SharedHost shared) : SharedHostTest(shared)
{
    public static TheoryData<string> FileNames => [.. Samples.All.Select(sample => sample.FileName)];

    [Theory(Timeout = 90_000)]
    [MemberData(nameof(FileNames))]
    public async Task The_readme_path(string fileName)
    {
        var sample = Samples.All.Single(candidate => candidate.FileName == fileName);
        var user = await NewUserAsync();
        await using var socket = await user.OpenSocketAsync();
        var (jobId, documentId) = await UploadAsync(user, socket, sample);

        Assert.Equal("completed", ProgressSocket.StatusOf(await socket.WaitForEndAsync(jobId)));

        RequireLiveProgress(socket.ProgressOf(jobId));
        await RequireFoundAsync(user, documentId, sample);
        await RequireContentAsync(user, documentId, sample);
        await RequireTextAndFactsAsync(user, documentId, sample);
        await RequireHiddenFromOthersAsync(documentId, sample);
    }

    private static async Task<(string JobId, string DocumentId)> UploadAsync(ApiClient user, ProgressSocket socket, SampleDocument sample)
    {
        var bytes = sample.Read();
        var session = (await user.InitiateAsync(sample.FileName, bytes.Length, sample.ContentType)).Require(201);
        var (uploadId, jobId) = (session.Text("upload_id"), session.Text("job_id"));
        Assert.EndsWith($"/upload/status/{uploadId}", session.Headers.Location!.ToString(), StringComparison.Ordinal);
        await socket.SubscribeAsync(jobId);
        await socket.WaitAsync(message => ProgressSocket.IsProgress(message, jobId) && ProgressSocket.StatusOf(message) == "uploading");

        var (size, total) = (session["chunk_size"].GetInt32(), session["total_parts"].GetInt32());
        foreach (var part in Enumerable.Range(1, total).Reverse())
        {
            var chunk = ApiClient.Chunk(bytes, size, part);
            var receipt = (await user.SendChunkAsync(uploadId, part, chunk, part % 2 == 0 ? ApiClient.Md5(chunk) : ApiClient.Sha256(chunk))).Require(200);
            Assert.Equal(chunk.Length, receipt["size"].GetInt32());
            Assert.Equal(total - part + 1, receipt["received_parts"].GetInt32());
        }

        var accepted = (await user.CompleteAsync(uploadId)).Require(202);
        Assert.Equal(jobId, accepted.Text("job_id"));
        Assert.EndsWith($"/jobs/{jobId}", accepted.Headers.Location!.ToString(), StringComparison.Ordinal);
        return (jobId, accepted.Text("document_id"));
    }

    private static void RequireLiveProgress(IReadOnlyList<JsonElement> events)
    {
        var sequences = events.Select(progress => progress.GetProperty("sequence").GetInt64()).ToList();
        Assert.Equal(sequences.Distinct().Order(), sequences);
        var stages = events.Select(StageOf).OfType<string>().ToList();
        var firstSeen = stages.Distinct().ToList();
        Assert.Equal(JobStates.Stages, firstSeen);
        Assert.Equal(stages.OrderBy(stage => Array.IndexOf(JobStates.Stages, stage)), stages);
        var shares = events.Select(progress => progress.GetProperty("progress").GetDouble()).ToList();
        Assert.Equal(shares.Order(), shares);
        Assert.Equal(100, shares[^1]);
        Assert.Single(events, progress => JobStates.IsTerminal(progress.GetProperty("status").GetString()!));
    }

    private static string? StageOf(JsonElement progress) =>
        progress.TryGetProperty("stage", out var stage) && stage.ValueKind == JsonValueKind.String ? stage.GetString() : null;

    private static async Task RequireFoundAsync(ApiClient user, string documentId, SampleDocument sample)
    {
        var hit = Assert.Single(await user.SearchAsync($"\"{sample.Phrase}\""));
        Assert.Equal(documentId, hit.GetProperty("document_id").GetString());
        Assert.Equal(sample.FileName, hit.GetProperty("filename").GetString());
        var snippet = hit.GetProperty("snippet").GetString()!;
        var marked = string.Join(' ', Marks().Matches(snippet).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)));
        foreach (var word in sample.Phrase.Split(' '))
        {
            Assert.Contains(word, marked, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Empty(await user.SearchAsync($"{sample.Phrase} neverwritten"));
    }

    private static async Task RequireContentAsync(ApiClient user, string documentId, SampleDocument sample)
    {
        var bytes = sample.Read();
        Assert.Equal(bytes, (await user.ContentAsync(documentId)).Require(200).Bytes);
        Assert.Equal(bytes[100..201], (await user.ContentAsync(documentId, "bytes=100-200")).Require(206).Bytes);
        Assert.Equal(bytes[^50..], (await user.ContentAsync(documentId, "bytes=-50")).Require(206).Bytes);
        (await user.ContentAsync(documentId, $"bytes={bytes.Length}-")).RequireProblem(416, "range_not_satisfiable");
        var known = (await user.GetAsync($"/{documentId}")).Require(200);
        Assert.Equal(ApiClient.Sha256(bytes), known["content_checksum"].GetProperty("hex").GetString());
    }

    private static async Task RequireTextAndFactsAsync(ApiClient user, string documentId, SampleDocument sample)
    {
        var text = (await user.GetAsync($"/{documentId}/text")).Require(200).Body;
        Assert.Contains(sample.Phrase, Spaces().Replace(text, " "), StringComparison.OrdinalIgnoreCase);
        var facts = (await user.GetAsync($"/{documentId}/analysis")).Require(200);
        Assert.Equal("en", facts.Text("language"));
        Assert.Equal(sample.Title, facts.Text("title"));
        Assert.True(facts["word_count"].GetInt64() > 5);
        Assert.Equal(sample.Pages, facts.Json.TryGetProperty("page_count", out var pages) && pages.ValueKind == JsonValueKind.Number ? pages.GetInt32() : null);
    }

    private async Task RequireHiddenFromOthersAsync(string documentId, SampleDocument sample)
    {
        var other = await NewUserAsync();
        Assert.Empty(await other.SearchAsync($"\"{sample.Phrase}\""));
        (await other.ContentAsync(documentId)).RequireProblem(404, "document_not_found");
        (await other.GetAsync($"/{documentId}/text")).RequireProblem(404, "document_not_found");
    }

    [GeneratedRegex("<mark>(.*?)</mark>")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
