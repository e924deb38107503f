using System.Globalization;
using DocProcessing.Testing;

namespace DocProcessing.Client.Js.Tests;

/// <summary>Runs the package's own tests, a file at a time, against a real host.</summary>
[Collection(NodePackageTests.Name)]
public sealed class NodeTests : HostTest
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(NodePackage.Root, "test"), "*.test.mjs").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory(Timeout = 240_000)]
    [MemberData(nameof(Files))]
    public async Task The_tests_of_a_file_pass(string file)
    {
        // The pages of the browser tests come from an origin of their own, as an application's would.
        var origin = Service.FreePort().ToString(CultureInfo.InvariantCulture);
        var host = await StartHostAsync(HostSettings.ForTests()
            .With("DocProcessing:HttpApi:AllowedOrigins:0", $"http://127.0.0.1:{origin}")
            .With("DocProcessing:HttpApi:AllowedOrigins:1", $"http://insecure.test:{origin}"));
        var settings = new Dictionary<string, string>
        {
            ["DOCPROCESSING_BASE_URL"] = host.Address.ToString(),
            ["DOCPROCESSING_PAGE_PORT"] = origin,
        };

        var (exitCode, output) = await NodePackage.RunAsync("node", ["test/run.mjs", file], settings, Cancelled);

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("\n# tests 0", output, StringComparison.Ordinal);
    }
}
