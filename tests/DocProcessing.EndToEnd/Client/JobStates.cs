namespace DocProcessing.EndToEnd.Client;

/// <summary>The contract's words, written down once more on this side: a renamed one is a broken client.</summary>
internal static class JobStates
{
    public static readonly string[] Stages = ["upload", "validation", "extraction", "analysis", "indexing", "completion"];

    public static bool IsTerminal(string status) => status is "completed" or "rejected" or "failed" or "cancelled" or "expired";
}
