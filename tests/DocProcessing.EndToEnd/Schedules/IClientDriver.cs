namespace DocProcessing.EndToEnd.Schedules;

/// <summary>What a client under test tells of one document: uploaded, and watched to its end.</summary>
internal sealed record DriverResult(string UploadId, string JobId, string DocumentId, string Status, IReadOnlyList<long> Events);

/// <summary>A client that a schedule of faults is run against.</summary>
internal interface IClientDriver
{
    Task<DriverResult> RunAsync(Uri address, string token, string file, CancellationToken cancellationToken);
}
