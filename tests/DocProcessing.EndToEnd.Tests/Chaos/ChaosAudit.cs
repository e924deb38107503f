using System.Text.Json;
using DocProcessing.EndToEnd.Client;

namespace DocProcessing.EndToEnd.Chaos;

/// <summary>Compares what the host has at the end with what it has acknowledged on the way.</summary>
internal sealed class ChaosAudit(ChaosRun run)
{
    private const string WholeDocument = "analysis content metadata sections";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly Dictionary<string, ChaosDocument> _documents = run.Documents.ToDictionary(document => document.FileName);

    public async Task<string> RequireAllWellAsync()
    {
        var jobs = await WaitForAllEndsAsync();
        foreach (var job in jobs)
        {
            await RequireOneEndAsync(job);
        }

        RequireAcceptedOnes(jobs);
        await RequireFoundOnceAsync(jobs);
        await RequireStorageAsync(jobs);
        await RequireDeletableAsync(jobs);
        var ends = jobs.CountBy(job => Text(job, "status")).OrderBy(end => end.Key, StringComparer.Ordinal).Select(end => $"{end.Value} {end.Key}");
        return $"{_documents.Values.Count(document => document.IsAccepted)} documents acknowledged; jobs: {string.Join(", ", ends)}";
    }

    private static string Text(JsonElement job, string name) => job.GetProperty(name).GetString()!;

    private async Task<IReadOnlyList<JsonElement>> WaitForAllEndsAsync()
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var jobs = await run.Api.JobsAsync();
            var open = jobs.Where(job => !JobStates.IsTerminal(Text(job, "status"))).ToList();
            if (open.Count == 0)
            {
                return jobs;
            }

            // Only a simple upload whose answer was lost in a kill may still be uploading. Nobody can resume it.
            foreach (var job in open.Where(job => Text(job, "status") == "uploading"))
            {
                var document = _documents[Text(job, "filename")];
                Assert.False(document.IsAccepted || document.IsInChunks, $"An acknowledged document is not complete: {job}");
                document.IsCancelAsked = true;
                (await run.Api.CancelJobAsync(Text(job, "job_id"))).Require(200);
            }

            Assert.True(DateTime.UtcNow < deadline, $"{open.Count} jobs did not come to their end, such as {open[0]}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private async Task RequireOneEndAsync(JsonElement job)
    {
        var document = _documents[Text(job, "filename")];
        var status = Text(job, "status");
        var good = status == (document.IsGood ? "completed" : "rejected") || (status == "cancelled" && document.IsCancelAsked);
        Assert.True(good, $"{document.FileName} came to a wrong end: {job}");
        var history = await run.Api.HistoryAsync(Text(job, "job_id"));
        Assert.Equal(Enumerable.Range(1, history.Count).Select(number => (long)number), history.Select(progress => progress.GetProperty("sequence").GetInt64()));
        var end = Assert.Single(history, progress => JobStates.IsTerminal(Text(progress, "status")));
        Assert.Equal(history[^1].GetProperty("sequence").GetInt64(), end.GetProperty("sequence").GetInt64());
        Assert.Equal(status, Text(end, "status"));
    }

    private void RequireAcceptedOnes(IReadOnlyList<JsonElement> jobs)
    {
        var byId = jobs.ToDictionary(job => Text(job, "job_id"));
        foreach (var document in _documents.Values.Where(document => document.IsAccepted))
        {
            Assert.True(byId.ContainsKey(document.JobId!), $"The job of {document.FileName} was answered 202, and is not there.");
            Assert.NotEqual("expired", Text(byId[document.JobId!], "status"));
        }

        Assert.All(jobs.GroupBy(job => Text(job, "filename")), same => Assert.Single(same));
    }

    private async Task RequireFoundOnceAsync(IReadOnlyList<JsonElement> jobs)
    {
        var completed = jobs.Where(job => Text(job, "status") == "completed").ToLookup(job => _documents[Text(job, "filename")].Marker);
        foreach (var marker in _documents.Values.Select(document => document.Marker).Distinct())
        {
            var found = (await run.Api.SearchAsync(marker)).Select(hit => Text(hit, "document_id")).Order(StringComparer.Ordinal);
            Assert.Equal(completed[marker].Select(job => Text(job, "document_id")).Order(StringComparer.Ordinal), found);
            foreach (var job in completed[marker])
            {
                var content = (await run.Api.ContentAsync(Text(job, "document_id"))).Require(200);
                Assert.Equal(_documents[Text(job, "filename")].Hash, ApiClient.Sha256(content.Bytes));
            }
        }
    }

    /// <summary>Requires that storage holds what the API tells of, and nothing else.</summary>
    private async Task RequireStorageAsync(IReadOnlyList<JsonElement> jobs)
    {
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var job in jobs)
        {
            var objects = await ObjectsToldOfAsync(Text(job, "document_id"));
            Assert.True(Text(job, "status") != "completed" || objects == WholeDocument, $"A completed document is not whole: {job}");
            if (objects.Length > 0)
            {
                expected[Text(job, "document_id")] = objects;
            }
        }

        await WaitUntilCleanAsync(expected);
    }

    // A document that was rejected or cancelled keeps what its finished stages found.
    private async Task<string> ObjectsToldOfAsync(string documentId)
    {
        var objects = new List<string>();
        Add((await run.Api.ContentAsync(documentId, "bytes=0-0")).Status == 206, "content");
        Add((await run.Api.GetAsync($"/{documentId}/text")).Status == 200, "metadata", "sections");
        Add((await run.Api.GetAsync($"/{documentId}/analysis")).Status == 200, "analysis");
        return string.Join(' ', objects.Order(StringComparer.Ordinal));

        void Add(bool isTold, params string[] names) => objects.AddRange(isTold ? names : []);
    }

    private async Task RequireDeletableAsync(IReadOnlyList<JsonElement> jobs)
    {
        foreach (var job in jobs)
        {
            (await run.Api.DeleteDocumentAsync(Text(job, "document_id"))).Require(204);
        }

        await WaitUntilCleanAsync([]);
        Assert.Empty(await run.Api.JobsAsync());
        foreach (var marker in _documents.Values.Select(document => document.Marker).Distinct())
        {
            Assert.Empty(await run.Api.SearchAsync(marker));
        }

        using var watcher = await ApiClient.SignInAsync(run.Host, "auditor", "operator");
        Assert.Equal(0, (await watcher.GetAsync("/processing/metrics")).Require(200)["indexed_documents"].GetInt64());
    }

    // What a kill has left is housekeeping's to remove, at its next rounds.
    private async Task WaitUntilCleanAsync(SortedDictionary<string, string> expected)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var leftovers = run.Host.Data.Leftovers();
            var stored = run.Host.Data.ObjectsByDocument().ToDictionary(document => document.Key, document => string.Join(' ', document.Order(StringComparer.Ordinal)));
            if (leftovers.Count == 0 && stored.Count == expected.Count && expected.All(document => stored.GetValueOrDefault(document.Key) == document.Value))
            {
                return;
            }

            if (DateTime.UtcNow > deadline)
            {
                var wrong = stored.Where(document => expected.GetValueOrDefault(document.Key) != document.Value).Select(document => $"{document.Key}: {document.Value}");
                var missing = expected.Where(document => !stored.ContainsKey(document.Key)).Select(document => $"{document.Key}: missing");
                Assert.Fail($"Left behind: {string.Join(", ", leftovers)}\nObjects: {string.Join("\n", wrong.Concat(missing))}");
            }

            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }
}
