using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.Chaos;

/// <summary>Acknowledged is kept, whatever is killed and whenever.</summary>
/// <remarks><c>DOCPROCESSING_CHAOS_SEED</c> repeats a plan; <c>DOCPROCESSING_CHAOS_ROUNDS</c> sets the number of planned kills.</remarks>
public sealed class ChaosTests : HostTest
{
    private const int Clients = 5;

    [Fact(Timeout = 3_000_000)]
    public async Task Nothing_acknowledged_is_lost_or_done_twice_however_often_the_host_is_killed()
    {
        var seed = LongForm.Setting("DOCPROCESSING_CHAOS_SEED", Environment.TickCount & 0xFFFFFF);
        var rounds = LongForm.Setting("DOCPROCESSING_CHAOS_ROUNDS", LongForm.Choose(12, 60));
        Print($"Chaos: seed {seed}, {rounds} planned kills");
        var host = await StartHostAsync(HostSettings.ForTests()
            .With("MAX_CONCURRENT_TASKS", "4")
            .With("DocProcessing:Jobs:MaxDeliveries", "1000")
            .With("DocProcessing:Jobs:ProgressInterval", "00:00:00.01"));
        using var api = await ApiClient.SignInAsync(host, "survivor");
        var run = new ChaosRun(host, api);
        var killer = new ChaosKiller(run, seed);
        var clients = Enumerable.Range(0, Clients).Select(number => new ChaosClient(run, seed, number).RunAsync()).ToList();

        foreach (var moment in ChaosPlan.Make(seed, rounds))
        {
            await RequireNoneFailedAsync(clients);
            await killer.StrikeAsync(moment);
        }

        run.IsOver = true;
        await Task.WhenAll([.. clients, killer.FinishAsync()]);
        var summary = await new ChaosAudit(run).RequireAllWellAsync();

        Print($"Chaos: {killer.Kills} kills; in flight at them: {string.Join(", ", killer.Hits.Select(hit => $"{hit.Key} {hit.Value}"))}; {killer.PartsChecked} acknowledged parts checked; {summary}");
        Assert.DoesNotContain(killer.Orphans, id => Directory.Exists($"/proc/{id}"));
        Assert.True(killer.Hits.Values.All(hits => hits > 0), "A kind of moment was never met.");
    }

    private static async Task RequireNoneFailedAsync(IEnumerable<Task> clients)
    {
        foreach (var client in clients.Where(client => client.IsCompleted))
        {
            await client;
        }
    }
}
