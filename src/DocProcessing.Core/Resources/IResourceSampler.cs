namespace DocProcessing.Resources;

/// <summary>Reads what this process uses.</summary>
internal interface IResourceSampler
{
    /// <summary>Gets the number of processors that the process may use.</summary>
    int Processors { get; }

    /// <summary>Gets the memory that the process may have, in bytes.</summary>
    long AvailableMemoryBytes { get; }

    ResourceSample Read();
}

/// <param name="CpuTime">The processor time used since the process started, over all processors.</param>
/// <param name="MemoryBytes">The resident memory.</param>
internal readonly record struct ResourceSample(TimeSpan CpuTime, long MemoryBytes);

internal sealed class ProcessSampler : IResourceSampler
{
    public int Processors => Environment.ProcessorCount;

    public long AvailableMemoryBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    public ResourceSample Read() => new(Environment.CpuUsage.TotalTime, Environment.WorkingSet);
}
