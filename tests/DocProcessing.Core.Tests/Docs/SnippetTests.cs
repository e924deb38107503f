using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace DocProcessing.Core.Tests.Docs;

/// <summary>The C# of the docs is the C# that the build compiles, to the letter but for indentation.</summary>
public sealed partial class SnippetTests
{
    public static TheoryData<string> Documents() => [.. Pages().Select(page => Path.GetRelativePath(Root(), page))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_csharp_snippet_is_compiled(string page)
    {
        var compiled = string.Concat(Directory.EnumerateFiles(Path.Combine(Root(), "samples", "DocProcessing.Snippets"), "*.cs")
            .Select(file => Flatten(File.ReadAllText(file))));

        foreach (Match snippet in Fence().Matches(File.ReadAllText(Path.Combine(Root(), page))))
        {
            Assert.Contains(Flatten(snippet.Groups["code"].Value), compiled, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_javascript_of_the_README_is_the_clients_example_which_its_tests_run()
    {
        var example = Flatten(File.ReadAllText(Path.Combine(Root(), "clients", "js", "README.md")));

        var snippet = Assert.Single(JavaScriptFence().Matches(File.ReadAllText(Path.Combine(Root(), "README.md"))));
        Assert.Contains(Flatten(snippet.Groups["code"].Value), example, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Root(), "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Root(), "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateDirectories(Path.Combine(Root(), "src")).Select(package => Path.Combine(package, "README.md")));

    private static string Flatten(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "..", "..", "..", ".."));

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("```js\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex JavaScriptFence();
}
