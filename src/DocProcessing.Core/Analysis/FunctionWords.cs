using System.Collections.Frozen;

namespace DocProcessing.Analysis;

/// <summary>The most frequent words of languages: they tell a text's language, and where one of its phrases ends.</summary>
internal static class FunctionWords
{
    private static readonly Lazy<FrozenDictionary<string, FrozenSet<string>>> Loaded = new(Load);

    /// <summary>Gets the words by the language's two-letter code, in lower case.</summary>
    public static FrozenDictionary<string, FrozenSet<string>> ByLanguage => Loaded.Value;

    private static FrozenDictionary<string, FrozenSet<string>> Load()
    {
        using var resource = typeof(FunctionWords).Assembly.GetManifestResourceStream("function-words.txt")
            ?? throw new InvalidOperationException("The assembly lacks its list of function words.");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToFrozenDictionary(words => words[0], words => words[1..].ToFrozenSet(StringComparer.Ordinal));
    }
}
