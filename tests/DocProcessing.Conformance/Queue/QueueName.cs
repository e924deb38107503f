namespace DocProcessing.Conformance;

public static class QueueName
{
    /// <summary>Makes a name that no other test has.</summary>
    public static string New() => $"test-{Guid.NewGuid():n}";
}
