using DocProcessing.Conformance;

namespace DocProcessing.Core.Tests.Compression;

public sealed class CompressedStorageConformanceTests : DocumentStorageConformance, IDisposable
{
    private readonly CompressedRoot _root = new();

    public void Dispose() => _root.Dispose();

    protected override Task<IDocumentStorage> CreateAsync() => Task.FromResult(_root.Open());
}

/// <summary>With every object in blocks, random bytes and no bytes too.</summary>
public sealed class CompressEverythingConformanceTests : DocumentStorageConformance, IDisposable
{
    private readonly CompressedRoot _root = new();

    public void Dispose() => _root.Dispose();

    protected override Task<IDocumentStorage> CreateAsync() => Task.FromResult(_root.OpenForAll());
}
