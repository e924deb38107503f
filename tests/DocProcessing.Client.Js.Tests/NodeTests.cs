namespace DocProcessing.Client.Js.Tests;

/// <summary>Runs the package's own tests, a file at a time, against a real host.</summary>
[Collection(NodePackageTests.Name)]
public sealed class NodeTests(NodePackage package) : IAsyncDisposable
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(NodePackage.Root, "test"), "*.test.mjs").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public ValueTask DisposeAsync()
    {
        HostTest.ShowIfFailed(package.Host);
        return ValueTask.CompletedTask;
    }

    [Theory(Timeout = 240_000)]
    [MemberData(nameof(Files))]
    public async Task The_tests_of_a_file_pass(string file)
    {
        var settings = new Dictionary<string, string>
        {
            ["DOCPROCESSING_BASE_URL"] = package.Host.Address.ToString(),
            ["DOCPROCESSING_PAGE_PORT"] = package.PagePort,
        };

        var (exitCode, output) = await NodePackage.RunAsync("node", ["test/run.mjs", file], settings, TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("\n# tests 0", output, StringComparison.Ordinal);
    }
}
