using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace DocProcessing.Sqlite.Tests;

public sealed class WriteQueueTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Operations_that_wait_together_are_committed_together()
    {
        var database = _database.Open();
        using var gate = new ManualResetEventSlim();
        var first = database.WriteAsync(_ => gate.Wait(TimeSpan.FromSeconds(30), Stop), Durability.Process, Stop);
        var others = Enumerable.Range(0, 10)
            .Select(i => database.WriteAsync(writer => writer.Execute("INSERT INTO audit (actor, subject, record) VALUES ('a', 's', $1)", $"{i}"), Durability.Process, Stop))
            .ToList();

        gate.Set();
        await first;
        await others[0];

        // Nobody is told before the commit that all share, so all of it is there when one of them is told.
        Assert.Equal(10, await database.ReadAsync(reader => reader.Number("SELECT COUNT(*) FROM audit"), Stop));
        await Task.WhenAll(others);
    }

    [Fact]
    public async Task An_operation_that_throws_takes_back_its_own_writes_only()
    {
        var database = _database.Open();
        using var gate = new ManualResetEventSlim();
        var first = database.WriteAsync(_ => gate.Wait(TimeSpan.FromSeconds(30), Stop), Durability.Process, Stop);
        var before = Insert("before", fails: false);
        var broken = Insert("broken", fails: true);
        var after = Insert("after", fails: false);
        gate.Set();

        await first;
        await before;
        await Assert.ThrowsAsync<InvalidDataException>(() => broken);
        await after;
        Assert.Equal(["before", "after"], await database.ReadAsync(reader => reader.List("SELECT record FROM audit ORDER BY sequence", row => row.GetString(0)), Stop));

        Task<int> Insert(string record, bool fails) => database.WriteAsync(
            writer =>
            {
                var rows = writer.Execute("INSERT INTO audit (actor, subject, record) VALUES ('a', 's', $1)", record);
                return fails ? throw new InvalidDataException() : rows;
            },
            Durability.Process,
            Stop);
    }

    [Fact]
    public async Task An_operation_that_is_cancelled_while_it_waits_is_not_run()
    {
        var database = _database.Open();
        using var gate = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        var first = database.WriteAsync(
            _ =>
            {
                started.Set();
                return gate.Wait(TimeSpan.FromSeconds(30), Stop);
            },
            Durability.Process,
            Stop);
        Assert.True(started.Wait(TimeSpan.FromSeconds(30), Stop));
        using var cancel = new CancellationTokenSource();
        var ran = false;
        var cancelled = database.WriteAsync(_ => ran = true, Durability.Process, cancel.Token);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        gate.Set();
        await first;
        await database.WriteAsync(_ => true, Durability.Process, Stop);

        Assert.False(ran);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_operation_whose_caller_is_just_giving_up_is_told_nothing(bool fails)
    {
        await using var database = _database.Open();
        await database.OpenAsync(Stop);
        await using var queue = new WriteQueue(() =>
        {
            var session = SqliteSession.Open(new SqliteStateOptions { DatabasePath = _database.FilePath });
            if (fails)
            {
                session.Dispose();
            }

            return session;
        });
        var given = new GivenUp();

        await queue.EnqueueAsync(given, Stop);
        var next = queue.WriteAsync(_ => true, Durability.Process, Stop);
        Assert.Equal(fails, await Record.ExceptionAsync(() => next) is not null);

        Assert.Equal([], given.Told);
    }

    [Theory]
    [InlineData(Durability.Process, 1)]
    [InlineData(Durability.PowerCut, 2)]
    internal async Task Only_what_must_survive_a_power_cut_waits_for_the_disk(Durability durability, long synchronous)
    {
        var database = _database.Open();
        await database.WriteAsync(_ => true, durability == Durability.Process ? Durability.PowerCut : Durability.Process, Stop);

        Assert.Equal(synchronous, await database.WriteAsync(writer => writer.Number("PRAGMA synchronous"), durability, Stop));
        Assert.Equal("wal", await database.WriteAsync(writer => writer.Scalar("PRAGMA journal_mode"), durability, Stop));
    }

    [Fact]
    public async Task A_write_waits_for_another_process_and_fails_as_unavailable_when_it_takes_too_long()
    {
        await using var database = new SqliteDatabase(
            Options.Create(new SqliteStateOptions { DatabasePath = _database.FilePath, BusyTimeout = TimeSpan.FromMilliseconds(150) }));
        await database.OpenAsync(Stop);
        await using (var other = new SqliteConnection($"Data Source={_database.FilePath};Pooling=False"))
        {
            await other.OpenAsync(Stop);
            await using var lockIt = other.CreateCommand();
            lockIt.CommandText = "BEGIN IMMEDIATE";
            await lockIt.ExecuteNonQueryAsync(Stop);

            var failure = await Assert.ThrowsAsync<StateUnavailableException>(() => database.WriteAsync(_ => true, Durability.Process, Stop));
            Assert.IsType<SqliteException>(failure.InnerException);
            Assert.Equal(0, await database.ReadAsync(reader => reader.Number("SELECT COUNT(*) FROM jobs"), Stop));
        }

        Assert.True(await database.WriteAsync(_ => true, Durability.Process, Stop));
    }

    [Fact]
    public async Task A_caller_can_give_up_while_another_process_writes()
    {
        var database = _database.Open();
        await database.OpenAsync(Stop);
        await using var other = new SqliteConnection($"Data Source={_database.FilePath};Pooling=False");
        await other.OpenAsync(Stop);
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync(Stop);
        using var cancel = new CancellationTokenSource();
        var ran = false;
        var waiting = database.WriteAsync(_ => ran = true, Durability.Process, cancel.Token);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        command.CommandText = "ROLLBACK";
        await command.ExecuteNonQueryAsync(Stop);
        await database.WriteAsync(_ => true, Durability.Process, Stop);

        Assert.False(ran);
    }

    [Fact]
    public async Task A_long_read_stops_when_it_is_cancelled_and_the_next_one_goes()
    {
        var database = _database.Open();
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.ReadAsync(
            reader => reader.Number("WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n"), cancel.Token));

        Assert.Equal(1, await database.ReadAsync(reader => reader.Number("SELECT 1"), Stop));
    }

    [Fact]
    public async Task A_full_disk_is_unavailable_and_passes()
    {
        var database = _database.Open();
        await database.OpenAsync(Stop);
        await database.WriteAsync(
            writer =>
            {
                writer.ExecuteScript("PRAGMA max_page_count = 100");
                return true;
            },
            Durability.Process,
            Stop);

        await Assert.ThrowsAsync<StateUnavailableException>(() => database.WriteAsync(
            writer => writer.Execute("INSERT INTO audit (actor, subject, record) VALUES ('a', 's', $1)", new string('x', 4_000_000)), Durability.PowerCut, Stop));

        Assert.Equal(1, await database.WriteAsync(
            writer => writer.Execute("INSERT INTO audit (actor, subject, record) VALUES ('a', 's', 'x')"), Durability.PowerCut, Stop));
        Assert.Equal(1, await database.ReadAsync(reader => reader.Number("SELECT COUNT(*) FROM audit"), Stop));
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_unavailable()
    {
        Directory.CreateDirectory(_database.FilePath);
        var database = _database.Open();

        await Assert.ThrowsAsync<StateUnavailableException>(() => database.OpenAsync(Stop));
        await Assert.ThrowsAsync<StateUnavailableException>(() => database.ReadAsync(_ => true, Stop));

        Directory.Delete(_database.FilePath);
        await database.OpenAsync(Stop);
    }

    [Fact]
    public async Task A_damaged_file_is_unavailable()
    {
        await File.WriteAllTextAsync(_database.FilePath, new string('x', 10_000), Stop);

        await Assert.ThrowsAsync<StateUnavailableException>(() => _database.Open().OpenAsync(Stop));
    }

    /// <summary>Claimed by its caller, who has not yet come to say that it is cancelled.</summary>
    private sealed class GivenUp() : WriteOperation(Durability.Process)
    {
        public ConcurrentQueue<string> Told { get; } = new();

        public override bool TryStart() => false;

        public override void Run(SqliteSession session) => Told.Enqueue("run");

        public override void Refuse(Exception exception) => Told.Enqueue("refused");

        public override void Complete() => Told.Enqueue("completed");

        public override void Fail(Exception exception) => Told.Enqueue("failed");
    }
}
