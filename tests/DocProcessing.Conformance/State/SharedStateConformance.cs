namespace DocProcessing.Conformance.State;

/// <summary>Several nodes on one store.</summary>
public abstract class SharedStateConformance
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Makes a node of its own, with a clock of its own.</summary>
    protected abstract StateSlots OpenNode(TimeProvider clock);

    private StateSlots OpenNode() => OpenNode(TimeProvider.System);

    [Fact]
    public async Task Thirty_two_writers_of_two_nodes_write_all_and_never_lock_each_other_out()
    {
        const int writers = 32;
        const int operations = 80;
        var states = new[] { OpenNode(), OpenNode() };

        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => SharedLoad.WriteAsync(states[writer % 2], $"owner-{writer}", operations), Stop)));

        Assert.Equal(writers, (await states[0].Jobs.CountAsync(null, Stop))[JobStatus.Uploading]);
        for (var writer = 0; writer < writers; writer++)
        {
            // Read by the other node.
            var state = states[(writer + 1) % 2];
            var open = Assert.Single(await state.Sessions.ListOpenAsync($"owner-{writer}", 10, Stop));
            Assert.Equal(operations / 4, open.Received.Parts);
            var events = await state.History.ReadAsync(open.Session.JobId, 0, 1000, Stop);
            Assert.Equal(Enumerable.Range(1, (operations / 2) + 1).Select(number => (long)number), events.Select(progress => progress.Sequence));
        }
    }

    [Fact]
    public async Task Workers_of_three_nodes_never_share_a_lease()
    {
        var states = Enumerable.Range(0, 3).Select(node => OpenNode(new WrongClock(TimeSpan.FromHours(node * 3)))).ToArray();
        var sessions = new List<UploadSession>();
        for (var i = 0; i < 40; i++)
        {
            sessions.Add(await SharedLoad.CreatePendingAsync(states[i % 3].Sessions, "alice"));
        }

        var leases = await Task.WhenAll(sessions.SelectMany(session => Enumerable.Range(0, 6).Select(worker =>
            Task.Run(() => states[worker % 3].Jobs.TryLeaseAsync(session.JobId, $"worker-{worker}", TimeSpan.FromMinutes(1), Stop), Stop))));

        Assert.Equal(40, leases.Count(lease => lease is not null));
        Assert.All(leases.OfType<Job>(), lease => Assert.Equal(1, lease.Fence));
    }

    [Fact]
    public async Task Creates_on_two_nodes_keep_to_one_limit()
    {
        var states = new[] { OpenNode(), OpenNode() };
        var clock = TimeProvider.System;

        var created = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(
            () =>
            {
                var session = Sample.Session(clock, "alice", 3);
                return states[i % 2].Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, clock), 6, Stop);
            },
            Stop)));

        Assert.Equal(6, created.Count(session => session is not null));
    }

    [Fact]
    public async Task One_part_that_comes_to_two_nodes_at_once_counts_once()
    {
        var states = new[] { OpenNode().Sessions, OpenNode().Sessions };
        var session = await OpenAsync(states[0]);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
            Task.Run(() => states[i % 2].TryRecordPartAsync(session.Id, Sample.Part(1 + (i % 3), length: 10 + i), session.ExpiresAt, Stop), Stop)));

        var parts = await states[0].ListPartsAsync(session.Id, Stop);
        Assert.Equal(3, parts.Count);
        Assert.Equal(new ReceivedParts(3, parts.Sum(part => part.Length)), Assert.Single(await states[1].ListOpenAsync("alice", 5, Stop)).Received);
    }

    private static async Task<UploadSession> OpenAsync(IUploadSessionStore sessions)
    {
        var clock = TimeProvider.System;
        var session = Sample.Session(clock, "alice", 3);
        var created = await sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, clock), 5, Stop);
        return (await sessions.TryUpdateAsync(created! with { Status = UploadStatus.Open }, Stop))!;
    }
}
