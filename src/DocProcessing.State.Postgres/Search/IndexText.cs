using System.Globalization;
using System.Text;

namespace DocProcessing.Postgres;

/// <summary>A text as the index stores it.</summary>
/// <param name="Body">The text itself.</param>
/// <param name="Words">Its folded words, with a space before and after each.</param>
/// <param name="Vector">The same words behind their owner's key, with their positions, as a tsvector is written.</param>
/// <param name="Page">The page, where there are pages.</param>
internal sealed record IndexText(string Body, string Words, string Vector, int? Page)
{
    // What a tsvector keeps: positions up to this, and so many of a word. They count for the ranking alone.
    private const int MaxPosition = 16383;
    private const int MaxPositions = 255;

    public static IndexText Of(string ownerKey, string text, int? page)
    {
        var words = new FoldedText(text).Words;
        var positions = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var line = new StringBuilder(text.Length + 2).Append(' ');
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i].Folded;
            line.Append(word).Append(' ');
            if (!positions.TryGetValue(word, out var found))
            {
                positions.Add(word, found = []);
            }

            if (found.Count < MaxPositions)
            {
                found.Add(Math.Min(i + 1, MaxPosition));
            }
        }

        return new IndexText(text, line.ToString(), Write(ownerKey, positions), page);
    }

    private static string Write(string ownerKey, Dictionary<string, List<int>> positions)
    {
        var vector = new StringBuilder();
        foreach (var (word, found) in positions)
        {
            vector.Append(OwnerWords.Quote(ownerKey, word));
            for (var i = 0; i < found.Count; i++)
            {
                vector.Append(i == 0 ? ':' : ',').Append(CultureInfo.InvariantCulture, $"{found[i]}");
            }

            vector.Append(' ');
        }

        return vector.ToString();
    }
}
