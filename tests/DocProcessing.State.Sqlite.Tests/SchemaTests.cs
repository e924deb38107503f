using System.Text.Json;
using DocProcessing.Conformance.State;
using Microsoft.Data.Sqlite;

namespace DocProcessing.Sqlite.Tests;

public sealed class SchemaTests : IAsyncDisposable
{
    private static readonly JobId StoredJob = JobId.Parse("01890a5d000070008000000000000002", null);
    private static readonly UploadId StoredUpload = UploadId.Parse("01890a5d000070008000000000000001", null);

    private readonly TestDatabase _database = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Processes_that_start_together_make_one_database()
    {
        var databases = Enumerable.Range(0, 8).Select(_ => _database.Open()).ToList();

        await Task.WhenAll(databases.Select(database => Task.Run(() => database.OpenAsync(Stop), Stop)));

        Assert.Equal(SchemaUpgrade.Version, await databases[0].ReadAsync(reader => reader.Number("PRAGMA user_version"), Stop));
    }

    [Fact]
    public async Task A_database_of_version_1_opens_and_reads()
    {
        await RunAsync(await File.ReadAllTextAsync(Sample("version-1.sql"), Stop));
        await using var database = _database.Open();
        var state = new SqliteState(database, TimeProvider.System);

        var job = await ((IJobStore)state).FindAsync(StoredJob, Stop);
        Assert.Equal((JobStatus.Completed, "report.pdf", 4L), (job!.Status, job.FileName, job.Version));
        var session = await ((IUploadSessionStore)state).FindAsync(StoredUpload, Stop);
        Assert.Equal((UploadStatus.Completed, 2L), (session!.Status, session.Version));
        Assert.Equal(2, (await ((IUploadSessionStore)state).ListPartsAsync(StoredUpload, Stop)).Count);
        Assert.Equal([1, 2], (await ((IProgressHistory)state).ReadAsync(StoredJob, 0, 10, Stop)).Select(progress => progress.Sequence));
        Assert.Single(await ((IAuditTrail)state).ListAsync(new AuditQuery(), Stop));
        Assert.Equal(1, (await ((IJobStore)state).CountAsync("alice", Stop))[JobStatus.Completed]);
        Assert.Single(await new SqliteDocumentIndex(database, TimeProvider.System).SearchAsync(new SearchQuery("alice", "annual"), Stop));
    }

    [Theory]
    [InlineData("job.json", typeof(Job))]
    [InlineData("upload-session.json", typeof(UploadSession))]
    [InlineData("progress-event.json", typeof(ProgressEvent))]
    [InlineData("stored-part.json", typeof(StoredPart))]
    [InlineData("audit-entry.json", typeof(AuditEntry))]
    public async Task A_stored_record_of_version_1_still_reads_and_is_written_the_same(string file, Type type)
    {
        var stored = await File.ReadAllTextAsync(Sample(file), Stop);

        var record = JsonSerializer.Deserialize(stored, type, DocProcessingJson.Options);

        using var expected = JsonDocument.Parse(stored);
        var written = JsonSerializer.SerializeToElement(record, type, DocProcessingJson.Options);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, written), written.GetRawText());
    }

    [Fact]
    public async Task A_database_of_a_newer_version_stops_with_a_clear_message()
    {
        await RunAsync("PRAGMA user_version = 99; CREATE TABLE later (x);");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _database.Open().OpenAsync(Stop));

        Assert.Contains("version 99", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_programs_database_is_left_alone()
    {
        await RunAsync("CREATE TABLE theirs (x)");

        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.Open().OpenAsync(Stop));
    }

    [Fact]
    public async Task Every_statement_uses_an_index()
    {
        await using var database = _database.Open();
        await new EveryCall(StateSlots.Of(new SqliteState(database, TimeProvider.System)), new SqliteDocumentIndex(database, TimeProvider.System)).MakeAsync(Stop);
        var statements = (await database.ReadAsync(reader => reader.Prepared.ToList(), Stop)).Union(await database.WriteAsync(writer => writer.Prepared.ToList(), Durability.Process, Stop));

        var plans = new List<string>();
        await using var connection = new SqliteConnection($"Data Source={_database.FilePath};Pooling=False");
        await connection.OpenAsync(Stop);
        foreach (var statement in statements.Where(sql => sql.Split(' ', '\n')[0] is "SELECT" or "UPDATE" or "DELETE" or "WITH"))
        {
            await using var explain = connection.CreateCommand();
            explain.CommandText = $"EXPLAIN QUERY PLAN {statement}";
            for (var i = 1; i <= 16 && statement.Contains($"${i}", StringComparison.Ordinal); i++)
            {
                explain.Parameters.AddWithValue($"${i}", 1);
            }

            await using var row = await explain.ExecuteReaderAsync(Stop);
            while (await row.ReadAsync(Stop))
            {
                plans.Add($"{row.GetString(3)} <- {statement}");
            }
        }

        Assert.Contains(plans, plan => plan.StartsWith("SEARCH jobs USING INDEX jobs_prunable", StringComparison.Ordinal));
        Assert.True(plans.Count > 40, $"Only {plans.Count} lines of plans.");
        Assert.Equal([], plans.Where(plan => plan.StartsWith("SCAN", StringComparison.Ordinal) && !Array.Exists(Bounded, bounded => plan.StartsWith(bounded, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Pruning_leaves_nothing_behind_that_it_would_look_at_again()
    {
        var clock = TimeProvider.System;
        await using var database = _database.Open();
        var state = new SqliteState(database, clock);
        for (var count = 0; count < 3; count++)
        {
            var session = Conformance.State.Sample.Session(clock, "alice", 1);
            var created = await ((IUploadSessionStore)state).CreateAsync(session, Conformance.State.Sample.Job(session), Conformance.State.Sample.Event(session.JobId, clock), 5, Stop);
            Assert.NotNull(created);
            var job = (await ((IJobStore)state).FindAsync(session.JobId, Stop))!;
            for (var step = 0; step < 300; step++)
            {
                await ((IProgressHistory)state).TryAppendAsync(Conformance.State.Sample.Event(job.Id, clock), null, Stop);
            }

            await ((IJobStore)state).TryUpdateAsync(job with { Status = count == 2 ? JobStatus.Pending : JobStatus.Cancelled }, Conformance.State.Sample.Event(job.Id, clock), Stop);
        }

        Assert.Equal(2 * 301, await ((IProgressHistory)state).PruneAsync(clock.GetUtcNow().AddDays(1), Stop));
        Assert.Equal(2 + 302, await database.ReadAsync(reader => reader.Number("SELECT COUNT(*) FROM events"), Stop));
        Assert.Equal(0, await database.ReadAsync(
            reader => reader.Number("SELECT COUNT(*) FROM jobs INDEXED BY jobs_prunable WHERE terminal = 1 AND oldest_event IS NOT NULL"), Stop));
    }

    // Whole walks over what holds nothing but the rows that are asked for.
    private static readonly string[] Bounded =
    [
        "SCAN found ", "SCAN job_totals ", "SCAN sqlite_master ", "SCAN index_text VIRTUAL TABLE INDEX", "SCAN sessions USING COVERING INDEX sessions_unreleased",
        "SCAN jobs USING INDEX jobs_waiting", "SCAN jobs USING INDEX jobs_unsettled", "SCAN index_generations USING COVERING INDEX index_generations_waste",
    ];

    private static string Sample(string file) => Path.Combine(AppContext.BaseDirectory, "Samples", file);

    private async Task RunAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_database.FilePath};Pooling=False");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Stop);
    }
}
