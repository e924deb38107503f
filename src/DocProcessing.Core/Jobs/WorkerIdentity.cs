namespace DocProcessing.Jobs;

/// <summary>Names this process among the workers: unique, and readable in a job's record.</summary>
internal sealed record WorkerIdentity(string Name)
{
    public static WorkerIdentity OfThisProcess { get; } = new($"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("n")[..8]}");
}
