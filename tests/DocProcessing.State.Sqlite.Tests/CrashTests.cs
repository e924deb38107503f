using DocProcessing.Conformance.State;

namespace DocProcessing.Sqlite.Tests;

/// <summary>What a kill or a power cut leaves is the database file and its log, as they are at that moment.</summary>
public sealed class CrashTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task After_a_kill_all_that_was_acknowledged_is_there_and_nothing_is_half_there()
    {
        var database = _database.Open();
        var state = new SqliteState(database, TimeProvider.System);
        var session = await OpenSessionAsync(state);
        var acknowledged = 0;
        using var enough = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                for (var number = writer + 1; !enough.IsCancellationRequested; number += 8)
                {
                    await ((IUploadSessionStore)state).TryRecordPartAsync(session.Id, Sample.Part(number, number), session.ExpiresAt, Stop);
                    Interlocked.Increment(ref acknowledged);
                    await ((IProgressHistory)state).TryAppendAsync(Sample.Event(session.JobId, TimeProvider.System), null, Stop);
                }
            },
            Stop)).ToList();
        var crashes = new List<(string File, int Acknowledged)>();
        for (var crash = 0; crash < 5; crash++)
        {
            // Within a batch that is not committed: nothing else writes to the files while they are copied.
            crashes.Add(await database.WriteAsync(
                writer =>
                {
                    writer.Execute("INSERT INTO audit (actor, subject, record) VALUES ('a', 's', $1)", new string('x', 3_000_000));
                    var acknowledgedNow = Volatile.Read(ref acknowledged);
                    var file = Copy(_database.FilePath, $"crash-{crash}.db");
                    writer.Execute("DELETE FROM audit");
                    return (file, acknowledgedNow);
                },
                Durability.Process,
                Stop));
            await WaitForAsync(() => Volatile.Read(ref acknowledged) > crashes[^1].Acknowledged + 200);
        }

        await enough.CancelAsync();
        await Task.WhenAll(writers);

        foreach (var (file, acknowledgedThen) in crashes)
        {
            Assert.InRange(await CheckAsync(file, session), acknowledgedThen, int.MaxValue);
        }

        Assert.True(crashes[^1].Acknowledged > 500);
    }

    [Fact]
    public async Task After_a_power_cut_the_log_is_good_up_to_where_it_was_cut()
    {
        var state = _database.OpenState();
        var session = await OpenSessionAsync(state);
        for (var number = 1; number <= 100; number++)
        {
            await ((IUploadSessionStore)state).TryRecordPartAsync(session.Id, Sample.Part(number, number), session.ExpiresAt, Stop);
            await ((IProgressHistory)state).TryAppendAsync(Sample.Event(session.JobId, TimeProvider.System), null, Stop);
        }

        var whole = new FileInfo($"{_database.FilePath}-wal").Length;
        var found = new List<int>();
        for (var cut = 1; cut <= 10; cut++)
        {
            var file = Copy(_database.FilePath, $"cut-{cut}.db");
            await using (var log = File.OpenWrite($"{file}-wal"))
            {
                log.SetLength(whole - (whole / 20 * cut) + 123);
            }

            found.Add(await CheckAsync(file, session));
        }

        Assert.Equal(found.OrderDescending(), found);
        Assert.True(found[0] > found[^1]);
    }

    [Fact]
    public async Task What_must_survive_a_power_cut_has_been_synced_with_all_before_it()
    {
        var state = _database.OpenState();
        var session = await OpenSessionAsync(state);
        await ((IUploadSessionStore)state).TryRecordPartAsync(session.Id, Sample.Part(1, 1), session.ExpiresAt, Stop);
        var opened = (await ((IUploadSessionStore)state).FindAsync(session.Id, Stop))!;
        await ((IUploadSessionStore)state).TryUpdateAsync(opened with { StorageUploadId = "synced" }, Stop);
        var synced = new FileInfo($"{_database.FilePath}-wal").Length;
        await ((IUploadSessionStore)state).TryRecordPartAsync(session.Id, Sample.Part(2, 2), session.ExpiresAt, Stop);

        var file = Copy(_database.FilePath, "cut.db");
        await using (var log = File.OpenWrite($"{file}-wal"))
        {
            log.SetLength(synced);
        }

        Assert.Equal(1, await CheckAsync(file, session));
    }

    /// <summary>Opens a copy, checks that it is consistent, and counts the parts in it.</summary>
    private async Task<int> CheckAsync(string file, UploadSession session)
    {
        await using var copy = _database.Open(file);
        Assert.Equal("ok", await copy.ReadAsync(reader => reader.Scalar("PRAGMA integrity_check"), Stop));
        var state = new SqliteState(copy, TimeProvider.System);
        var parts = await ((IUploadSessionStore)state).ListPartsAsync(session.Id, Stop);
        var open = Assert.Single(await ((IUploadSessionStore)state).ListOpenAsync("alice", 10, Stop));
        Assert.Equal(new ReceivedParts(parts.Count, parts.Sum(part => part.Length)), open.Received);
        var events = await ((IProgressHistory)state).ReadAsync(session.JobId, 0, int.MaxValue, Stop);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(progress => progress.Sequence));
        Assert.Empty(await ((IAuditTrail)state).ListAsync(new AuditQuery(), Stop));
        return parts.Count;
    }

    private string Copy(string file, string name)
    {
        var copy = Path.Combine(_database.DirectoryPath, name);
        File.Copy(file, copy);
        File.Copy($"{file}-wal", $"{copy}-wal");
        return copy;
    }

    private static async Task<UploadSession> OpenSessionAsync(IUploadSessionStore state)
    {
        var session = Sample.Session(TimeProvider.System, "alice", 10_000);
        var created = await state.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, TimeProvider.System), 5, Stop);
        return (await state.TryUpdateAsync(created! with { Status = UploadStatus.Open }, Stop))!;
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
