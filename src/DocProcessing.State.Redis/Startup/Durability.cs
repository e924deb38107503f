namespace DocProcessing.Redis;

/// <summary>What a server may lose of what was acknowledged.</summary>
/// <param name="Refusal">Why a host does not start on it unless it accepts losses; <see langword="null"/> when there is no such reason.</param>
/// <param name="Told">What is told when a host starts on it; <see langword="null"/> when there is nothing to lose.</param>
internal sealed record Durability(string? Refusal, string? Told)
{
    public static Durability Of(ServerSettings server)
    {
        // Only what has a time to live is evicted by the other policies, and nothing of the state has one.
        if (server.MemoryPolicy?.StartsWith("allkeys-", StringComparison.Ordinal) is true)
        {
            return Refused($"When its memory is full it throws away records of jobs and uploads: maxmemory-policy is {server.MemoryPolicy}, and noeviction keeps them.");
        }

        if (server is { AppendOnly: false, Snapshots: "" })
        {
            return Refused("It writes nothing to disk, and forgets everything when it ends: appendonly is no and save is empty. With appendonly yes it keeps them.");
        }

        if (server.AppendOnly is false)
        {
            return Refused("It writes snapshots at most, and forgets what came after the last one when it ends: appendonly is no. With appendonly yes it keeps them.");
        }

        string?[] told = [OfAppending(server), server.MemoryPolicy is null ? "Whether it evicts records when its memory is full cannot be told: see that maxmemory-policy is noeviction." : null];
        return new Durability(null, string.Join(" ", told.OfType<string>()) is { Length: > 0 } text ? text : null);
    }

    private static Durability Refused(string reason) => new(reason, reason);

    private static string? OfAppending(ServerSettings server) => server switch
    {
        { AppendOnly: null } => "Whether it writes to disk cannot be told, since it answers neither CONFIG GET nor INFO: see that appendonly is yes and appendfsync is always.",
        { AppendSync: "always" } => null,
        { AppendSync: "everysec" } =>
            "It syncs its append-only file once a second: if its machine loses power or crashes, up to 2 seconds of what was acknowledged are gone. With appendfsync always nothing is.",
        { AppendSync: "no" } =>
            "It leaves the syncing of its append-only file to the operating system: if its machine loses power or crashes, half a minute of what was acknowledged may be gone. With appendfsync always nothing is.",
        _ => "When it syncs its append-only file cannot be told, since it forbids CONFIG GET: see that appendfsync is always, or take it that a crash of its machine loses 2 seconds.",
    };
}
