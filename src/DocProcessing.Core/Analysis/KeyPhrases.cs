using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace DocProcessing.Analysis;

/// <summary>Finds the phrases that say most: runs of up to three content words, by how often they stand in the text and how long they are.</summary>
/// <remarks>
/// After RAKE (Rose et al., 2010), with counts instead of word graphs, so that a text of any length is read once in bounded memory:
/// rare candidates are dropped when there are too many (the lossy counting of Manku and Motwani, 2002).
/// </remarks>
internal sealed class KeyPhrases
{
    private const int MaxCandidates = 20_000;
    private const int MaxWords = 3;
    private const int MinLetters = 3;

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _functionWords;
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _counters;

    // The last words of the phrase with a space between them, and where each begins.
    private readonly char[] _run = new char[MaxWords * (WordReader.MaxLength + 1)];
    private readonly List<int> _starts = new(MaxWords);
    private int _length;
    private int _floor = 1;

    public KeyPhrases(FrozenSet<string> functionWords)
    {
        _functionWords = functionWords.GetAlternateLookup<ReadOnlySpan<char>>();
        _counters = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Takes the next word, in lower case and of at most <see cref="WordReader.MaxLength"/> characters.</summary>
    public void Add(ReadOnlySpan<char> word)
    {
        if (word.Length < MinLetters || _functionWords.Contains(word) || !HasLetter(word))
        {
            Break();
            return;
        }

        Append(word);
        for (var first = _starts.Count - 1; first >= 0; first--)
        {
            Count(_run.AsSpan(_starts[first].._length));
        }
    }

    /// <summary>Ends a phrase, at the end of a sentence or a line.</summary>
    public void Break()
    {
        _starts.Clear();
        _length = 0;
    }

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

    private static bool HasLetter(ReadOnlySpan<char> word)
    {
        foreach (var character in word)
        {
            if (char.IsLetter(character))
            {
                return true;
            }
        }

        return false;
    }

    private void Append(ReadOnlySpan<char> word)
    {
        if (_starts.Count == MaxWords)
        {
            DropFirst();
        }

        if (_starts.Count > 0)
        {
            _run[_length++] = ' ';
        }

        _starts.Add(_length);
        word.CopyTo(_run.AsSpan(_length));
        _length += word.Length;
    }

    private void DropFirst()
    {
        var dropped = _starts[1];
        _run.AsSpan(dropped.._length).CopyTo(_run);
        _length -= dropped;
        _starts.RemoveAt(0);
        for (var index = 0; index < _starts.Count; index++)
        {
            _starts[index] -= dropped;
        }
    }

    private void Count(ReadOnlySpan<char> phrase)
    {
        // Makes a string of a phrase that is new, and of no other.
        CollectionsMarshal.GetValueRefOrAddDefault(_counters, phrase, out _)++;
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
