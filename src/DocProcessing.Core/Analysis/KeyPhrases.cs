namespace DocProcessing.Analysis;

/// <summary>Finds the phrases that say most: runs of up to three content words, by how often they stand in the text and how long they are.</summary>
/// <remarks>
/// After RAKE (Rose et al., 2010), with counts instead of word graphs, so that a text of any length is read once in bounded memory:
/// rare candidates are dropped when there are too many (the lossy counting of Manku and Motwani, 2002).
/// </remarks>
internal sealed class KeyPhrases(IReadOnlySet<string> functionWords)
{
    private const int MaxCandidates = 20_000;
    private const int MaxWords = 3;
    private const int MinLetters = 3;

    private readonly Dictionary<string, int> _counts = [];
    private readonly List<string> _run = [];
    private int _floor = 1;

    /// <summary>Takes the next word, in lower case.</summary>
    public void Add(string word)
    {
        if (word.Length < MinLetters || functionWords.Contains(word) || !word.Any(char.IsLetter))
        {
            Break();
            return;
        }

        _run.Add(word);
        if (_run.Count > MaxWords)
        {
            _run.RemoveAt(0);
        }

        for (var length = 1; length <= _run.Count; length++)
        {
            Count(string.Join(' ', _run.TakeLast(length)));
        }
    }

    /// <summary>Ends a phrase, at the end of a sentence or a line.</summary>
    public void Break() => _run.Clear();

    /// <summary>Answers with the strongest phrases.</summary>
    public IReadOnlyList<string> Answer(int limit)
    {
        var chosen = new List<string>();
        foreach (var (phrase, count) in _counts.Where(candidate => candidate.Value > 1).OrderByDescending(Score).ThenBy(candidate => candidate.Key, StringComparer.Ordinal))
        {
            // A word that hardly ever stands outside a chosen phrase says nothing more.
            if (!chosen.Any(longer => Covers(longer, phrase, count)))
            {
                chosen.Add(phrase);
                if (chosen.Count == limit)
                {
                    break;
                }
            }
        }

        return chosen;
    }

    private static double Score(KeyValuePair<string, int> candidate)
    {
        var words = candidate.Key.Count(character => character == ' ') + 1;
        return candidate.Value * Math.Pow(words, 1.5);
    }

    private bool Covers(string longer, string phrase, int count) =>
        $" {longer} ".Contains($" {phrase} ", StringComparison.Ordinal) && count <= _counts[longer] * 2;

    private void Count(string phrase)
    {
        _counts[phrase] = _counts.GetValueOrDefault(phrase) + 1;
        if (_counts.Count > MaxCandidates)
        {
            foreach (var rare in _counts.Where(candidate => candidate.Value <= _floor).Select(candidate => candidate.Key).ToList())
            {
                _counts.Remove(rare);
            }

            _floor++;
        }
    }
}
