using DocProcessing.Conformance.State;

namespace DocProcessing.Postgres.Tests;

public sealed class ClockTests(PostgresServer server) : ServerClockConformance, IAsyncDisposable
{
    private readonly TestSchema _schema = new(server);

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    protected override StateSlots OpenNode(TimeProvider clock) => StateSlots.Of(_schema.OpenState(clock));

    protected override Task LetPassAsync(JobId job, TimeSpan time) =>
        _schema.RunAsync(FormattableString.Invariant(
            $"UPDATE jobs SET lease_until = lease_until - interval '{time.TotalSeconds} s', due_at = due_at - interval '{time.TotalSeconds} s' WHERE id = '{job}'"));

    protected override Task<double> SecondsUntilLapseAsync(JobId job) => SecondsUntilAsync(job, "lease_until");

    protected override Task<double> SecondsUntilDueAsync(JobId job) => SecondsUntilAsync(job, "due_at");

    private Task<double> SecondsUntilAsync(JobId job, string column) =>
        _schema.AskAsync<double>($"SELECT EXTRACT(EPOCH FROM {column} - clock_timestamp())::float8 FROM jobs WHERE id = '{job}'");
}
