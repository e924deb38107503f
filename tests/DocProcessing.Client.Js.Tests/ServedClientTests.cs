namespace DocProcessing.Client.Js.Tests;

/// <summary>The copies of the bundles that the host serves, so that it needs no Node to be built.</summary>
[Collection(NodePackageTests.Name)]
public sealed class ServedClientTests
{
    [Theory]
    [InlineData("docprocessing-client.js")]
    [InlineData("hash-worker.js")]
    public async Task A_served_bundle_is_what_the_sources_make(string name)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var built = await File.ReadAllTextAsync(Path.Combine(NodePackage.Root, "dist", name), cancelled);
        var served = await File.ReadAllTextAsync(Path.Combine(NodePackage.ServedClient, name), cancelled);

        Assert.True(built == served, $"{name} is stale. In clients/js: npm run build -- --page");
    }
}
