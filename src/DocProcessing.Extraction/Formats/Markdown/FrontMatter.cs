using Markdig.Extensions.Yaml;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads the plain <c>name: value</c> lines above a Markdown text.</summary>
internal static class FrontMatter
{
    public static DocumentMetadata Read(YamlFrontMatterBlock? block)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < (block?.Lines.Count ?? 0); index++)
        {
            var line = block!.Lines.Lines[index].Slice.ToString();
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && !char.IsWhiteSpace(line[0]))
            {
                values[line[..colon].Trim()] = line[(colon + 1)..].Trim().Trim('"', '\'');
            }
        }

        return new DocumentMetadata
        {
            Title = values.GetValueOrDefault("title"),
            Authors = values.TryGetValue("author", out var author) ? [author] : [],
            CreatedAt = MetadataText.Date(values.GetValueOrDefault("date")),
            Language = values.GetValueOrDefault("lang") ?? values.GetValueOrDefault("language"),
        };
    }
}
