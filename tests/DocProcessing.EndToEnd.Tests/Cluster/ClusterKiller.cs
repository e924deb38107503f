namespace DocProcessing.EndToEnd.Cluster;

/// <summary>Kills nodes, now one and now another, and both stores in between; each is started again before the next is killed.</summary>
internal sealed class ClusterKiller
{
    private readonly RunningCluster _cluster;
    private readonly Random _random;
    private readonly string[] _plan;
    private readonly TaskCompletionSource[] _begun;

    public ClusterKiller(RunningCluster cluster, int seed, int kills)
    {
        (_cluster, _random) = (cluster, new Random(~seed));
        string[] nodes = [.. RunningCluster.WebNodes, .. RunningCluster.Workers];
        _plan = [.. Enumerable.Range(0, kills).Select(_ => nodes[_random.Next(nodes.Length)])];
        _plan[kills / 3] = "redis";
        _plan[kills * 2 / 3] = "postgres";
        _begun = [.. _plan.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
    }

    public IReadOnlyList<string> Plan => _plan;

    /// <summary>Waits for the kill that is due when this much of the run is over, from 0 to 1: so something is going on at each.</summary>
    public Task ReachAsync(double fraction) => _begun[(int)(fraction * _plan.Length)].Task.WaitAsync(TestContext.Current.CancellationToken);

    public async Task RunAsync()
    {
        for (var number = 0; number < _plan.Length; number++)
        {
            _begun[number].SetResult();
            await PauseAsync(50, 600);
            await _cluster.KillAsync(_plan[number]);
            await PauseAsync(100, 1500);
            await _cluster.StartAsync(_plan[number]);
        }
    }

    private Task PauseAsync(int from, int to) => Task.Delay(_random.Next(from, to), TestContext.Current.CancellationToken);
}
