using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Hosting;
using DocProcessing.Testing;

namespace DocProcessing.EndToEnd.Cluster;

/// <summary>Twenty users, and nodes and stores that die under them.</summary>
/// <remarks><c>DOCPROCESSING_CLUSTER_SEED</c> repeats the documents and the order of the kills; <c>DOCPROCESSING_CLUSTER_DOCUMENTS</c> sets how many each user uploads.</remarks>
[Collection(ClusterTests.Name)]
public sealed class ClusterChaosTests(RunningCluster cluster)
{
    private const int Users = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact(Timeout = 1_200_000)]
    public async Task Every_document_ends_once_and_every_user_hears_of_it_whatever_is_killed()
    {
        var seed = LongForm.Setting("DOCPROCESSING_CLUSTER_SEED", Environment.TickCount & 0xFFFFFF);
        var documents = LongForm.Setting("DOCPROCESSING_CLUSTER_DOCUMENTS", LongForm.Choose(4, 25));
        var killer = new ClusterKiller(cluster, seed, LongForm.Choose(6, 40));
        Print($"Cluster: seed {seed}, {Users} users with {documents} documents each; to be killed: {string.Join(", ", killer.Plan)}");
        using var following = new CancellationTokenSource();
        var users = await Task.WhenAll(Enumerable.Range(0, Users).Select(async number => new ClusterUser(await ApiClient.SignInAsync(cluster.Address, $"user{number}"), seed, number)));
        var followers = users.Select(user => user.Follower.RunAsync(following.Token)).ToList();
        var clock = Stopwatch.StartNew();

        await Task.WhenAll([killer.RunAsync(), .. users.Select(user => user.UploadAsync(documents, killer))]);
        var uploaded = clock.Elapsed;
        await WaitUntilAllToldAsync(users);
        var ended = clock.Elapsed;
        await following.CancelAsync();
        await Task.WhenAll(followers);
        await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (user, _) => await RequireAllWellAsync(user));
        await RequireNoTokenInLogsAsync(users[0].Api.Token!);

        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"Cluster: {users.Sum(user => user.Accepted.Count)} documents acknowledged and completed; {killer.Plan.Count} kills; {users.Sum(user => user.Repeats)} requests sent again, {users.Sum(user => user.Follower.Connections) - Users} sockets opened again; uploaded after {uploaded.TotalSeconds:0.0} s, all told after {ended.TotalSeconds:0.0} s"));
        Array.ForEach(users, user => user.Api.Dispose());
    }

    private static void Print(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        Figures.Print(line);
    }

    /// <summary>Waits as long as ends keep coming: how many of them a minute, the machine decides.</summary>
    private static async Task WaitUntilAllToldAsync(IReadOnlyList<ClusterUser> users)
    {
        var (told, deadline) = (0, DateTime.UtcNow + Patience);
        while (users.SelectMany(user => user.Accepted.Keys.Where(job => !user.Follower.Ends.ContainsKey(job)).Select(job => (user, job))).FirstOrDefault() is { job: not null } untold)
        {
            if (users.Sum(user => user.Follower.Ends.Count) is var now && now > told)
            {
                (told, deadline) = (now, DateTime.UtcNow + Patience);
            }

            if (DateTime.UtcNow > deadline)
            {
                Assert.Fail($"No end of a job was told: {await untold.user.AskAsync(() => untold.user.Api.JobAsync(untold.job))}");
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static async Task RequireAllWellAsync(ClusterUser user)
    {
        foreach (var (jobId, (document, documentId)) in user.Accepted)
        {
            var history = await user.Api.HistoryAsync(jobId);
            Assert.Equal(Enumerable.Range(1, history.Count).Select(number => (long)number), history.Select(progress => progress.GetProperty("sequence").GetInt64()));
            var end = Assert.Single(history, progress => JobStates.IsTerminal(progress.GetProperty("status").GetString()!));
            Assert.Equal("completed", end.GetProperty("status").GetString());
            Assert.Equal(history.Count, end.GetProperty("sequence").GetInt64());
            Assert.All(user.Follower.Ends[jobId], told => Assert.Equal((history.Count, "completed"), told));
            Assert.Equal(document.Hash, ApiClient.Sha256((await user.Api.ContentAsync(documentId)).Require(200).Bytes));
        }

        var jobs = await JobsAtTheirEndAsync(user);
        Assert.All(jobs, job => Assert.Contains(job.GetProperty("status").GetString(), new[] { "completed", "uploading" }));
        Assert.All(user.Accepted.Keys, accepted => Assert.Single(jobs, job => job.GetProperty("job_id").GetString() == accepted));
    }

    /// <summary>Waits for those as well whose answer was lost: they came to one end, too, or wait for a rest that nobody sends.</summary>
    private static async Task<IReadOnlyList<JsonElement>> JobsAtTheirEndAsync(ClusterUser user)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            if ((await user.Api.JobsAsync("pending,processing")).Count == 0)
            {
                return await user.Api.JobsAsync();
            }

            Assert.True(DateTime.UtcNow < deadline, "A job whose answer was lost came to no end.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private async Task RequireNoTokenInLogsAsync(string token)
    {
        var signature = token[(token.LastIndexOf('.') + 1)..];
        foreach (var name in RunningCluster.WebNodes.Concat(RunningCluster.Workers).Append("nginx"))
        {
            Assert.DoesNotContain(signature, await cluster.LogAsync(name), StringComparison.Ordinal);
        }
    }
}
