using System.Collections.Concurrent;
using System.Text.Json;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.Chaos;

/// <summary>Kills the host at chosen moments, starts it again, and checks that nothing acknowledged is lost.</summary>
internal sealed class ChaosKiller(ChaosRun run, int seed)
{
    private const int MostTries = 12;

    // Upload and validation: an ordinary document is through them before anybody has heard of it.
    private const int FirstStagesOfFew = 2;

    // A busy machine runs one job at a time, and some documents before the awaited one take seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Random _random = new(~seed);
    private readonly List<Task> _large = [];

    public int Kills { get; private set; }

    public int PartsChecked { get; private set; }

    /// <summary>Gets how many kills found each kind of thing going on.</summary>
    public SortedDictionary<string, int> Hits { get; } = new(ChaosMoment.Kinds.ToDictionary(kind => kind, _ => 0), StringComparer.Ordinal);

    /// <summary>Gets the processes that killed hosts had started.</summary>
    public HashSet<int> Orphans { get; } = [];

    /// <summary>Kills at a moment; when the moment was missed, again at another of its kind.</summary>
    public async Task StrikeAsync(ChaosMoment moment)
    {
        for (var attempt = 1; attempt <= MostTries && !await StrikeOnceAsync(moment); attempt++)
        {
            moment = ChaosPlan.Again(moment.Kind, _random);
        }
    }

    /// <summary>Waits for the documents that it has uploaded itself.</summary>
    public Task FinishAsync() => Task.WhenAll(_large);

    private async Task<bool> StrikeOnceAsync(ChaosMoment moment)
    {
        await AimAsync(moment);
        run.Close();
        var requests = new ConcurrentDictionary<string, bool>();
        foreach (var kind in ChaosMoment.Kinds.Where(kind => run.InFlight(kind) > 0))
        {
            requests[kind] = true;
        }

        Orphans.UnionWith(MemoryWatch.Children(run.Host.ProcessId));
        await run.Host.KillAsync();
        Kills++;
        var acknowledged = run.Documents.Where(document => document is { UploadId: not null, IsAccepted: false }).Select(document => (document, parts: document.AcknowledgedParts.Keys.ToArray())).ToList();
        await run.Host.StartAsync(TestContext.Current.CancellationToken);
        var hit = new HashSet<string>(requests.Keys);
        hit.UnionWith((await run.Api.JobsAsync("processing")).Select(StageOf));
        foreach (var (document, parts) in acknowledged)
        {
            await RequirePartsAsync(document, parts);
        }

        foreach (var kind in hit)
        {
            Hits[kind]++;
        }

        run.Open();
        return hit.Contains(moment.Kind);
    }

    private async Task AimAsync(ChaosMoment moment)
    {
        if (moment.IsRequest)
        {
            await run.NextBeginAsync(moment.Kind).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        else if (Array.IndexOf(JobStates.Stages, moment.Kind) < FirstStagesOfFew)
        {
            await SeeLargeAsync(moment.Kind);
        }
        else
        {
            await SeeStageAsync(moment.Kind);
        }

        await PreciseDelayAsync(moment.Delay);
    }

    /// <summary>Waits until some job is seen to enter a stage: by the stage's first news, or by the end of the one before.</summary>
    private async Task SeeStageAsync(string stage)
    {
        await using var socket = await run.Api.OpenSocketAsync();
        await socket.SendAsync(new { type = "subscribe", channels = new[] { "jobs" } });
        var since = DateTimeOffset.UtcNow;
        var before = JobStates.Stages[Array.IndexOf(JobStates.Stages, stage) - 1];
        await socket.WaitAsync(
            message =>
                ProgressSocket.TypeOf(message) == "job_progress"
                && message.GetProperty("data").GetProperty("timestamp").GetDateTimeOffset() >= since
                && ProgressSocket.StatusOf(message) == "processing"
                && ProgressSocket.StageOf(message) == (IsFinished(message) ? before : stage),
            Patience);
    }

    /// <summary>Waits until a large document is in one of the first stages, by its record: its news may be passed over for newer ones.</summary>
    private async Task SeeLargeAsync(string stage)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var document = ChaosDocument.MakeLarge($"large-{_large.Count}");
            var uploading = UploadLargeAsync(document);
            _large.Add(uploading);
            JsonElement? seen;
            do
            {
                Assert.True(DateTime.UtcNow < deadline, $"No large document was seen in the stage {stage}.");
                var isUploaded = uploading.IsCompleted;
                seen = (await run.Api.JobsAsync("processing")).Cast<JsonElement?>().FirstOrDefault(job => job!.Value.GetProperty("filename").GetString() == document.FileName);
                if (seen is { } job && StageOf(job) == stage)
                {
                    return;
                }

                if (isUploaded && seen is null && (document.JobId is null || JobStates.IsTerminal((await run.Api.JobAsync(document.JobId)).Require(200).Text("status"))))
                {
                    break;
                }
            }
            while (seen is not { } at || Array.IndexOf(JobStates.Stages, StageOf(at)) <= Array.IndexOf(JobStates.Stages, stage));
        }
    }

    /// <summary>Uploads a document that stays in the first stages for a while: an ordinary one is through them in a few milliseconds.</summary>
    private async Task UploadLargeAsync(ChaosDocument document)
    {
        run.Documents.Enqueue(document);
        if (await run.TryAskAsync(() => run.Api.UploadSimpleAsync(document.FileName, document.Bytes, document.ContentType)) is { } answer)
        {
            document.JobId = answer.Require(202).Text("job_id");
            document.IsAccepted = true;
        }
    }

    private static bool IsFinished(JsonElement message) => message.GetProperty("data").GetProperty("stage_progress").GetDouble() >= 100;

    // A job whose first stage has not been checkpointed yet names none.
    private static string StageOf(JsonElement job) =>
        job.TryGetProperty("stage", out var stage) && stage.ValueKind == JsonValueKind.String ? stage.GetString()! : JobStates.Stages[0];

    // Timers are too coarse for what takes a few milliseconds.
    private static async Task PreciseDelayAsync(TimeSpan delay)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < delay)
        {
            await Task.Yield();
        }
    }

    private async Task RequirePartsAsync(ChaosDocument document, int[] acknowledged)
    {
        var status = (await run.Api.UploadStatusAsync(document.UploadId!)).Require(200);
        if (status.Text("status") != "completed")
        {
            var received = status["received_parts"].EnumerateArray().Select(part => part.GetInt32()).ToHashSet();
            var lost = acknowledged.Where(part => !received.Contains(part)).ToList();
            Assert.True(lost.Count == 0, $"Parts {string.Join(", ", lost)} of {document.FileName} were answered 200, and are not there after a kill: {status}");
            PartsChecked += acknowledged.Length;
        }
    }
}
