namespace DocProcessing.Conformance.State;

/// <summary>A node's clock that is wrong by some time.</summary>
public sealed class WrongClock(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}
