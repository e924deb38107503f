using System.Collections.Frozen;

namespace DocProcessing.Analysis;

/// <summary>The most frequent words of languages: they tell a text's language, and where one of its phrases ends.</summary>
internal static class FunctionWords
{
    private static readonly Lazy<FrozenDictionary<string, FrozenSet<string>>> Loaded = new(Load);

    private static readonly Lazy<FrozenDictionary<string, string[]>> Languages = new(() => ByLanguage
        .SelectMany(language => language.Value.Select(word => (Word: word, Language: language.Key)))
        .GroupBy(pair => pair.Word, pair => pair.Language)
        .ToFrozenDictionary(word => word.Key, word => word.ToArray(), StringComparer.Ordinal));

    /// <summary>Gets the words by the language's two-letter code, in lower case.</summary>
    public static FrozenDictionary<string, FrozenSet<string>> ByLanguage => Loaded.Value;

    /// <summary>Gets the languages by the words that they have.</summary>
    public static FrozenDictionary<string, string[]> LanguagesByWord => Languages.Value;

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
