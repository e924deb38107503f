using System.Globalization;
using DocProcessing.FileSystem;

namespace DocProcessing.Core.Tests.FileSystem;

/// <summary>What a listing reads. What it gives is the conformance suite's affair.</summary>
public sealed class ObjectListingTests : IDisposable
{
    private readonly TemporaryRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void One_documents_objects_are_found_without_a_look_at_the_others()
    {
        var layout = new StorageLayout(_root.Path);
        layout.Create();
        foreach (var key in new[] { "documents/a/content", "documents/b/artifacts/1/text", "documents/b/artifacts/2/text", "documents/b/content", "documents/c/content" })
        {
            var path = layout.PathOf(ObjectKey.Parse(key, CultureInfo.InvariantCulture));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "x");
        }

        var listing = new WatchedListing(layout);

        Assert.Equal(["documents/b/artifacts/1/text", "documents/b/artifacts/2/text"], listing.Walk("documents/b/artifacts/").Select(key => key.Value));
        Assert.Equal(["artifacts+", "1+", "2+"], listing.Read.Select(Path.GetFileName));
        Assert.Empty(listing.Walk("documents/d/"));
        Assert.Empty(listing.Walk("documents/../"));
        Assert.Empty(listing.Walk("//"));
    }

    private sealed class WatchedListing(StorageLayout layout) : ObjectListing(layout)
    {
        public List<string> Read { get; } = [];

        protected override IEnumerable<string> ReadNames(string directory)
        {
            Read.Add(directory);
            return base.ReadNames(directory);
        }
    }
}
