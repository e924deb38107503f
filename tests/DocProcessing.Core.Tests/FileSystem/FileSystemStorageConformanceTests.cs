using DocProcessing.Conformance;

namespace DocProcessing.Core.Tests.FileSystem;

public sealed class FileSystemStorageConformanceTests : DocumentStorageConformance, IDisposable
{
    private readonly TemporaryRoot _root = new();

    public void Dispose() => _root.Dispose();

    protected override Task<IDocumentStorage> CreateAsync() => Task.FromResult<IDocumentStorage>(_root.Open());
}
