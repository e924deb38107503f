using DocProcessing.EndToEnd.Client;

namespace DocProcessing.EndToEnd.Chaos;

/// <summary>When to kill: so long after a request of a kind, or a stage, was seen to begin.</summary>
internal sealed record ChaosMoment(string Kind, TimeSpan Delay)
{
    public const string Chunk = "chunk";
    public const string Complete = "complete";

    public static readonly string[] Kinds = [Chunk, Complete, .. JobStates.Stages];

    public bool IsRequest => Kind is Chunk or Complete;
}

/// <summary>The moments of one run, the same for the same seed: each kind at least once, in any order.</summary>
internal static class ChaosPlan
{
    public static IReadOnlyList<ChaosMoment> Make(int seed, int rounds)
    {
        var random = new Random(seed);
        var kinds = Enumerable.Range(0, rounds)
            .Select(round => round < ChaosMoment.Kinds.Length ? ChaosMoment.Kinds[round] : ChaosMoment.Kinds[random.Next(ChaosMoment.Kinds.Length)])
            .ToArray();
        random.Shuffle(kinds);
        return [.. kinds.Select(kind => Again(kind, random))];
    }

    /// <summary>Makes another moment of the same kind.</summary>
    public static ChaosMoment Again(string kind, Random random) => new(kind, TimeSpan.FromMilliseconds(random.NextDouble() * LongestDelay(kind)));

    // About as long as the thing itself takes: longer delays would mostly miss it.
    private static double LongestDelay(string kind) => kind switch
    {
        "extraction" or "analysis" or "indexing" => 150,
        ChaosMoment.Complete => 25,
        ChaosMoment.Chunk => 15,
        "completion" => 3,
        "upload" => 10,
        _ => 60,
    };
}
