using System.Collections.Frozen;
using System.Text;

namespace DocProcessing.Analysis;

/// <summary>Guesses a text's language: by its script where only one language uses it, and by its function words elsewhere.</summary>
/// <remarks>
/// On a page of prose a few dozen function words decide clearly. A trained model does better on single sentences, at the price of some
/// 70 MB; a host that needs it adds an analyzer of its own.
/// </remarks>
internal sealed class LanguageGuess
{
    private const int EnoughWords = 5000;

    private static readonly (int From, int To, string Language)[] Scripts =
    [
        (0x3040, 0x30FF, "ja"),
        (0xAC00, 0xD7AF, "ko"),
        (0x0590, 0x05FF, "he"),
        (0x0600, 0x06FF, "ar"),
        (0x0E00, 0x0E7F, "th"),
        (0x0900, 0x097F, "hi"),
        (0x4E00, 0x9FFF, "zh"),
    ];

    private static readonly int FirstInScripts = Scripts.Min(script => script.From);

    private readonly FrozenDictionary<string, string[]>.AlternateLookup<ReadOnlySpan<char>> _languages = FunctionWords.LanguagesByWord.GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly Dictionary<string, int> _hits = [];
    private readonly Dictionary<string, int> _scriptLetters = [];
    private int _words;
    private int _letters;

    public bool HasEnough => _words >= EnoughWords;

    /// <summary>Counts the words of a text.</summary>
    public void AddText(string text)
    {
        var words = new WordReader(text, stackalloc char[WordReader.MaxLength]);
        while (words.Read())
        {
            if (!words.Word.IsEmpty)
            {
                Add(words.Word);
            }
        }
    }

    /// <summary>Answers with the likeliest language and how sure it is, from 0 to 1; nothing when nothing speaks for any.</summary>
    public (string? Language, double Confidence) Answer()
    {
        var inScript = _scriptLetters.Values.Sum();
        if (inScript * 2 > _letters)
        {
            // Japanese is written with Chinese characters too, but Chinese never with kana.
            var best = _scriptLetters.GetValueOrDefault("ja") * 10 > inScript ? "ja" : _scriptLetters.MaxBy(script => script.Value).Key;
            return (best, Math.Round((double)inScript / _letters, 3));
        }

        var ranked = _hits.OrderByDescending(hit => hit.Value).ThenBy(hit => hit.Key, StringComparer.Ordinal).Take(2).ToArray();
        if (ranked.Length == 0)
        {
            return (null, 0);
        }

        // Two doubts multiplied: how far the runner-up is behind, and whether so few hits mean anything. Prose has one in three.
        var lead = ranked.Length == 1 ? 1 : (double)ranked[0].Value / (ranked[0].Value + ranked[1].Value);
        var share = Math.Min(1, 4.0 * ranked[0].Value / _words);
        var evidence = Math.Min(1, ranked[0].Value / 10.0);
        return (ranked[0].Key, Math.Round(lead * share * evidence, 3));
    }

    private void Add(ReadOnlySpan<char> word)
    {
        _words++;
        foreach (var rune in word.EnumerateRunes())
        {
            _letters++;
            if (rune.Value >= FirstInScripts && ScriptOf(rune) is { } language)
            {
                _scriptLetters[language] = _scriptLetters.GetValueOrDefault(language) + 1;
            }
        }

        if (_languages.TryGetValue(word, out var languages))
        {
            foreach (var language in languages)
            {
                _hits[language] = _hits.GetValueOrDefault(language) + 1;
            }
        }
    }

    private static string? ScriptOf(Rune rune)
    {
        foreach (var (from, to, language) in Scripts)
        {
            if (rune.Value >= from && rune.Value <= to)
            {
                return language;
            }
        }

        return null;
    }
}
