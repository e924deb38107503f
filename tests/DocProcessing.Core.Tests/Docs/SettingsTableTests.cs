using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace DocProcessing.Core.Tests.Docs;

/// <summary>The settings that the README names are those that the options have.</summary>
public sealed partial class SettingsTableTests
{
    private static readonly Dictionary<string, Type> Sections = new()
    {
        ["Uploads"] = typeof(UploadOptions),
        ["Jobs"] = typeof(JobOptions),
        ["Queue"] = typeof(InProcessQueueOptions),
        ["Resources"] = typeof(ResourceOptions),
        ["Validation"] = typeof(ValidationOptions),
        ["FileSystem"] = typeof(FileSystemStorageOptions),
        ["Compression"] = typeof(CompressionOptions),
    };

    [Fact]
    public void Every_setting_in_the_table_is_one() =>
        Assert.All(Table().Where(setting => setting.Section is not null), setting => Assert.NotNull(setting.Section!.GetProperty(setting.Name)));

    [Theory]
    [InlineData("Queue")]
    [InlineData("Validation")]
    [InlineData("FileSystem")]
    [InlineData("Compression")]
    public void Every_setting_of_a_section_is_in_the_table(string section)
    {
        var named = Table().Where(setting => setting.Section == Sections[section]).Select(setting => setting.Name);

        Assert.Equal(Sections[section].GetProperties().Select(property => property.Name).Order(), named.Order());
    }

    /// <summary>Reads rows such as <c>| `Queue:CapacityPerPriority`, `PriorityAgeing` |</c>: a section counts to the end of its row.</summary>
    private static IEnumerable<(Type? Section, string Name)> Table([CallerFilePath] string here = "")
    {
        var readme = Path.GetFullPath(Path.Combine(here, "..", "..", "..", "..", "README.md"));
        foreach (var row in File.ReadLines(readme).Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal)))
        {
            var settings = Setting().Matches(row.Split('|')[1]).Select(match => match.Groups[1].Value).ToList();
            if (settings.Count > 0 && settings[0].Split(':') is [var section, var first])
            {
                foreach (var name in settings.Skip(1).Prepend(first))
                {
                    yield return (Sections.GetValueOrDefault(section), name.Split(':')[0]);
                }
            }
        }
    }

    [GeneratedRegex("`([A-Za-z:{}]+)`")]
    private static partial Regex Setting();
}
