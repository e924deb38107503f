using DocProcessing.Conformance.State;

namespace DocProcessing.Sqlite.Tests;

public sealed class SharedFileTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Sixty_four_writers_of_two_processes_never_find_the_file_locked()
    {
        const int writers = 64;
        const int operations = 200;
        var states = new[] { _database.OpenState(), _database.OpenState() };

        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => SharedLoad.WriteAsync(StateSlots.Of(states[writer % 2]), $"owner-{writer}", operations), Stop)));

        Assert.Equal(writers, (await ((IJobStore)states[0]).CountAsync(null, Stop))[JobStatus.Uploading]);
        for (var writer = 0; writer < writers; writer++)
        {
            // Read by the other process.
            var state = states[(writer + 1) % 2];
            var open = Assert.Single(await ((IUploadSessionStore)state).ListOpenAsync($"owner-{writer}", 10, Stop));
            Assert.Equal(50, open.Received.Parts);
            var events = await ((IProgressHistory)state).ReadAsync(open.Session.JobId, 0, 1000, Stop);
            Assert.Equal(Enumerable.Range(1, 101).Select(number => (long)number), events.Select(progress => progress.Sequence));
        }
    }

    [Fact]
    public async Task Workers_of_two_processes_never_share_a_lease()
    {
        var states = new[] { _database.OpenState(), _database.OpenState() };
        var sessions = new List<UploadSession>();
        for (var i = 0; i < 40; i++)
        {
            sessions.Add(await SharedLoad.CreatePendingAsync(states[i % 2], "alice"));
        }

        var leases = await Task.WhenAll(sessions.SelectMany(session => Enumerable.Range(0, 6).Select(worker =>
            Task.Run(() => ((IJobStore)states[worker % 2]).TryLeaseAsync(session.JobId, $"worker-{worker}", TimeSpan.FromMinutes(1), Stop), Stop))));

        Assert.Equal(40, leases.Count(lease => lease is not null));
        Assert.All(leases.OfType<Job>(), lease => Assert.Equal(1, lease.Fence));
    }
}
