using DocProcessing.Benchmarks.Support;

namespace DocProcessing.Benchmarks.Sockets;

/// <summary>How much is measured.</summary>
/// <param name="Sockets">The sockets, each of which gets every event.</param>
/// <param name="Rounds">How often each server is measured.</param>
/// <param name="Burst">The events of one burst, at most one for each job.</param>
/// <param name="Steady">How long events are sent at each rate.</param>
internal sealed record SocketOptions(int Sockets, int Rounds, int Burst, TimeSpan Steady)
{
    /// <summary>Gets the events per second, each to every socket.</summary>
    public static IReadOnlyList<int> Rates { get; } = [1, 20, 100];

    public static SocketOptions Of(Arguments arguments) => new(
        arguments.Number("--sockets", 1000),
        arguments.Number("--rounds", 5),
        Math.Min(arguments.Number("--burst", EventSource.Jobs), EventSource.Jobs),
        TimeSpan.FromSeconds(arguments.Fraction("--seconds", 2)));
}
