using DocProcessing.Conformance.State;

namespace DocProcessing.Redis.Tests;

public sealed class ClockTests(RedisServer server) : ServerClockConformance, IAsyncDisposable
{
    private readonly TestState _state = new(server.Service.Port);

    public ValueTask DisposeAsync() => _state.DisposeAsync();

    protected override StateSlots OpenNode(TimeProvider clock) => StateSlots.Of(_state.OpenState(clock));

    protected override async Task LetPassAsync(JobId job, TimeSpan time)
    {
        var database = await _state.LookAsync();
        var row = $"{_state.Root}:job:{job}";
        await database.HashDecrementAsync(row, "due", (long)time.TotalMilliseconds);
        if ((string?)await database.HashGetAsync(row, "lease_until") is { Length: > 0 })
        {
            await database.HashDecrementAsync(row, "lease_until", (long)time.TotalMilliseconds);
            await database.SortedSetDecrementAsync($"{_state.Root}:leased", job.Value, time.TotalMilliseconds);
        }
    }

    protected override Task<double> SecondsUntilLapseAsync(JobId job) => SecondsUntilAsync(job, "lease_until");

    protected override Task<double> SecondsUntilDueAsync(JobId job) => SecondsUntilAsync(job, "due");

    // The server runs on the clock of this machine.
    private async Task<double> SecondsUntilAsync(JobId job, string field)
    {
        var time = (long)await (await _state.LookAsync()).HashGetAsync($"{_state.Root}:job:{job}", field);
        return (DateTimeOffset.FromUnixTimeMilliseconds(time) - DateTimeOffset.UtcNow).TotalSeconds;
    }
}
