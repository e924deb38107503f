using DocProcessing.Conformance.State;

namespace DocProcessing.Redis.Tests;

public sealed class RedisUploadSessionTests(RedisServer server) : UploadSessionStoreConformance
{
    private readonly TestState _state = new(server.Service.Port);

    protected override TimeProvider Clock => TimeProvider.System;

    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(_state.OpenState(clock)));

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Stop);

    protected override ValueTask ReleaseAsync() => _state.DisposeAsync();
}

/// <summary>The node's clock is hours ahead of the server's: what the suite promises of leases holds by the server's.</summary>
public sealed class RedisJobTests(RedisServer server) : JobStoreConformance
{
    private readonly TestState _state = new(server.Service.Port);

    protected override TimeProvider Clock { get; } = new WrongClock(TimeSpan.FromHours(7));

    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(_state.OpenState(clock)));

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Stop);

    protected override ValueTask ReleaseAsync() => _state.DisposeAsync();
}

/// <summary>The node's clock is hours behind the server's.</summary>
public sealed class RedisProgressHistoryTests(RedisServer server) : ProgressHistoryConformance
{
    private readonly TestState _state = new(server.Service.Port);

    protected override TimeProvider Clock { get; } = new WrongClock(TimeSpan.FromHours(-7));

    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(_state.OpenState(clock)));

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Stop);

    protected override ValueTask ReleaseAsync() => _state.DisposeAsync();
}

public sealed class RedisAuditTrailTests(RedisServer server) : AuditTrailConformance
{
    private readonly TestState _state = new(server.Service.Port);

    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(_state.OpenState(clock)));

    protected override ValueTask ReleaseAsync() => _state.DisposeAsync();
}

public sealed class SuitesTests
{
    [Fact]
    public void No_suite_of_the_state_slots_is_left_out()
    {
        var suites = typeof(StateConformance).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(StateConformance).Namespace && type.Name.EndsWith("Conformance", StringComparison.Ordinal) && type != typeof(StateConformance))
            .ToList();
        var derived = typeof(SuitesTests).Assembly.GetTypes().Select(type => type.BaseType);

        Assert.NotEmpty(suites);
        Assert.Equal([], suites.Except(derived));
    }
}
