using DocProcessing.Conformance.State;
using Npgsql;

namespace DocProcessing.Postgres.Tests;

public sealed class SchemaTests(PostgresServer server) : IAsyncDisposable
{
    private static readonly JobId StoredJob = JobId.Parse("01890a5d000070008000000000000002", null);
    private static readonly UploadId StoredUpload = UploadId.Parse("01890a5d000070008000000000000001", null);

    private readonly TestSchema _schema = new(server);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Fact]
    public async Task Nodes_that_start_together_make_one_schema()
    {
        var nodes = Enumerable.Range(0, 8).Select(_ => _schema.Open()).ToList();

        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.OpenAsync(Stop), Stop)));

        Assert.Equal(SchemaUpgrade.Version, await _schema.AskAsync<int>("SELECT version FROM schema_version"));
        Assert.Equal(1, await _schema.AskAsync<long>("SELECT COUNT(*) FROM schema_version"));
    }

    [Fact]
    public async Task A_node_that_starts_while_another_makes_the_schema_waits_for_it()
    {
        await using var source = NpgsqlDataSource.Create(_schema.Options.ConnectionString);
        await using var other = await source.OpenConnectionAsync(Stop);
        await using var transaction = await other.BeginTransactionAsync(Stop);
        await using (var batch = other.CreateBatch())
        {
            batch.BatchCommands.Add(AdvisoryLock.On(_schema.Name, "schema", "").ToCommand());
            await batch.ExecuteNonQueryAsync(Stop);
        }

        // Shorter than the wait, and not for it.
        var options = _schema.Options;
        options.CommandTimeout = TimeSpan.FromSeconds(1);
        var opening = _schema.Open(options).OpenAsync(Stop);
        await Task.Delay(TimeSpan.FromSeconds(1.5), Stop);
        Assert.False(opening.IsCompleted);

        await transaction.CommitAsync(Stop);
        await opening;
    }

    [Fact]
    public async Task A_schema_of_version_1_opens_and_reads()
    {
        await _schema.RunAsync($"CREATE SCHEMA {_schema.Name}");
        await _schema.RunAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Samples", "version-1.sql"), Stop));
        var database = _schema.Open();
        var state = new PostgresState(database, TimeProvider.System);

        var job = await ((IJobStore)state).FindAsync(StoredJob, Stop);
        Assert.Equal((JobStatus.Completed, "report.pdf", 4L, 7), (job!.Status, job.FileName, job.Version, job.Deliveries));
        Assert.Equal(new JobLease("worker-1", new DateTimeOffset(2031, 1, 1, 0, 1, 0, TimeSpan.Zero)), job.Lease);
        var session = await ((IUploadSessionStore)state).FindAsync(StoredUpload, Stop);
        Assert.Equal((UploadStatus.Completed, 2L), (session!.Status, session.Version));
        Assert.Equal(2, (await ((IUploadSessionStore)state).ListPartsAsync(StoredUpload, Stop)).Count);
        Assert.Equal([1, 2], (await ((IProgressHistory)state).ReadAsync(StoredJob, 0, 10, Stop)).Select(progress => progress.Sequence));
        Assert.Single(await ((IAuditTrail)state).ListAsync(new AuditQuery(), Stop));
        Assert.Equal(1, (await ((IJobStore)state).CountAsync("alice", Stop))[JobStatus.Completed]);
        Assert.Single(await new PostgresDocumentIndex(database).SearchAsync(new SearchQuery("alice", "\"annual report\""), Stop));
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_stops_with_a_clear_message()
    {
        await _schema.Open().OpenAsync(Stop);
        await _schema.RunAsync("UPDATE schema_version SET version = 99");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _schema.Open().OpenAsync(Stop));

        Assert.Contains($"Schema {_schema.Name} of the state database has version 99, but this package knows versions up to 1.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_programs_schema_is_left_alone()
    {
        await _schema.RunAsync($"CREATE SCHEMA {_schema.Name}");
        await _schema.RunAsync("CREATE TABLE theirs (x integer)");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _schema.Open().OpenAsync(Stop));

        Assert.Contains("another program", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["theirs"], await _schema.ListAsync($"SELECT relname FROM pg_class WHERE relnamespace = '{_schema.Name}'::regnamespace"));
    }

    [Fact]
    public async Task A_user_who_may_make_no_schema_takes_one_that_is_there()
    {
        await server.RunAsAdministratorAsync($"CREATE ROLE {_schema.Name} LOGIN PASSWORD '{PostgresServer.Password}'");
        var options = _schema.Options;
        options.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Username = _schema.Name }.ConnectionString;
        var refused = await Assert.ThrowsAsync<PostgresException>(() => _schema.Open(options).OpenAsync(Stop));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);

        await server.RunAsAdministratorAsync($"CREATE SCHEMA {_schema.Name} AUTHORIZATION {_schema.Name}", "state");

        await _schema.Open(options).OpenAsync(Stop);
    }

    [Fact]
    public async Task Two_schemas_of_one_database_know_nothing_of_each_other()
    {
        await using var another = new TestSchema(server);
        IAuditTrail one = _schema.OpenState(), two = another.OpenState();

        await one.AppendAsync(new AuditEntry { Actor = "alice", Action = "action", Subject = "subject", Owner = "alice" }, Stop);

        Assert.Single(await one.ListAsync(new AuditQuery(), Stop));
        Assert.Empty(await two.ListAsync(new AuditQuery(), Stop));
    }

    [Fact]
    public async Task Every_statement_can_use_an_index()
    {
        // All on one connection, which has prepared each statement the second time that it came.
        var options = _schema.Options;
        options.MaxPoolSize = 1;
        var database = _schema.Open(options);
        for (var round = 0; round < 3; round++)
        {
            await new EveryCall(StateSlots.Of(new PostgresState(database, TimeProvider.System)), new PostgresDocumentIndex(database)).MakeAsync(Stop);
        }

        // A table this small is read as a whole unless that is forbidden; what then is still read so has no index to go by.
        foreach (var setting in new[] { "SET enable_seqscan = off", "SET plan_cache_mode = force_generic_plan", "DISCARD PLANS" })
        {
            await database.WriteAsync([Statement.Of(setting)], Stop);
        }

        var statements = await database.ReadAsync(
            row => (Name: row.GetString(0), Text: row.GetString(1), Parameters: row.GetInt32(2)),
            Statement.Of(
                """
                SELECT name, statement, cardinality(parameter_types) FROM pg_prepared_statements
                WHERE statement ~ '^(SELECT|UPDATE|DELETE|WITH)' AND statement !~ 'pg_|GROUP BY status'
                """),
            Stop);
        var plans = new List<string>();
        foreach (var (name, text, parameters) in statements)
        {
            var values = parameters == 0 ? "" : $"({string.Join(", ", Enumerable.Repeat("NULL", parameters))})";
            plans.AddRange(await database.ReadAsync(row => $"{row.GetString(0).Trim()} <- {text}", Statement.Of($"EXPLAIN EXECUTE \"{name}\"{values}"), Stop));
        }

        Assert.True(statements.Count > 35, $"Only {statements.Count} statements.");
        Assert.Contains(plans, plan => plan.Contains("Index Scan using jobs_prunable", StringComparison.Ordinal));
        Assert.Contains(plans, plan => plan.Contains("Bitmap Index Scan on index_sections_vector", StringComparison.Ordinal));
        Assert.Equal([], plans.Where(plan => plan.Contains("Seq Scan on", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Pruning_leaves_nothing_behind_that_it_would_look_at_again()
    {
        var clock = TimeProvider.System;
        var state = _schema.OpenState();
        for (var count = 0; count < 3; count++)
        {
            var session = Sample.Session(clock, "alice", 1);
            Assert.NotNull(await ((IUploadSessionStore)state).CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, clock), 5, Stop));
            var job = (await ((IJobStore)state).FindAsync(session.JobId, Stop))!;
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ((IProgressHistory)state).TryAppendAsync(Sample.Event(job.Id, clock), null, Stop)));
            await ((IJobStore)state).TryUpdateAsync(job with { Status = count == 2 ? JobStatus.Pending : JobStatus.Cancelled }, Sample.Event(job.Id, clock), Stop);
        }

        Assert.Equal(2 * 101, await ((IProgressHistory)state).PruneAsync(clock.GetUtcNow().AddDays(1), Stop));
        Assert.Equal(2 + 102, await _schema.AskAsync<long>("SELECT COUNT(*) FROM events"));
        Assert.Equal(0, await _schema.AskAsync<long>("SELECT COUNT(*) FROM jobs WHERE terminal AND oldest_event IS NOT NULL"));
    }
}
