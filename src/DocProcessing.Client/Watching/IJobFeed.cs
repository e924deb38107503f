namespace DocProcessing.Client.Watching;

/// <summary>One way to hear of a job. It may miss, repeat and break off: <see cref="JobWatch"/> sees to the rest.</summary>
internal interface IJobFeed
{
    /// <summary>Reads steps as they come, until the connection ends.</summary>
    /// <param name="after">The sequence number after which to start.</param>
    /// <param name="onConnected">Called once the host has answered.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<JobProgress> ReadAsync(long after, Action onConnected, CancellationToken cancellationToken);
}
