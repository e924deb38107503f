namespace DocProcessing.FileSystem;

internal sealed class FileSystemStorageProbe(FileSystemDocumentStorage storage) : IHealthProbe
{
    public string Component => "storage";

    public Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(storage.Probe());
    }
}
