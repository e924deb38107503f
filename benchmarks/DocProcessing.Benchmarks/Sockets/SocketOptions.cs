using System.Globalization;

namespace DocProcessing.Benchmarks.Sockets;

/// <summary>How much is measured: <c>--sockets 1000 --rounds 5 --out DIRECTORY</c>.</summary>
internal sealed record SocketOptions
{
    public int Sockets { get; private init; } = 1000;

    public int Rounds { get; private init; } = 5;

    /// <summary>Gets the events of one burst: each of another job, so that none may take the place of another.</summary>
    public int Burst { get; private init; } = 500;

    /// <summary>Gets how long events are sent at one rate.</summary>
    public TimeSpan Steady { get; private init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets where the results go as a file, beside the table.</summary>
    public string? Out { get; private init; }

    /// <summary>Gets the events per second, each to every socket.</summary>
    public static IReadOnlyList<int> Rates { get; } = [1, 20, 100];

    public static SocketOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new SocketOptions();
        for (var index = 0; index + 1 < arguments.Length; index += 2)
        {
            var value = arguments[index + 1];
            options = arguments[index] switch
            {
                "--sockets" => options with { Sockets = int.Parse(value, CultureInfo.InvariantCulture) },
                "--rounds" => options with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--burst" => options with { Burst = int.Parse(value, CultureInfo.InvariantCulture) },
                "--seconds" => options with { Steady = TimeSpan.FromSeconds(double.Parse(value, CultureInfo.InvariantCulture)) },
                "--out" => options with { Out = value },
                var other => throw new ArgumentException($"There is no {other}; there are --sockets, --rounds, --burst, --seconds and --out."),
            };
        }

        return options;
    }
}
