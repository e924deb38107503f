using System.Text;

namespace DocProcessing.EndToEnd.Documents;

/// <summary>Text that reads like text, the same for the same seed.</summary>
internal static class Prose
{
    private static readonly string[] Words =
    [
        "the", "river", "carries", "its", "water", "slowly", "past", "old", "mills", "and", "quiet", "houses", "where", "people", "write", "letters",
        "about", "harvest", "weather", "prices", "of", "grain", "in", "distant", "towns", "while", "children", "learn", "how", "boats", "are", "built",
        "from", "oak", "with", "patience", "each", "evening", "a", "lamp", "is", "lit", "for", "travellers", "who", "cross", "bridge", "before", "night",
    ];

    /// <summary>Makes plain text of about this many characters, in lines and paragraphs; the marker stands in the middle of it.</summary>
    public static string Text(int seed, int length, string? marker = null)
    {
        var random = new Random(seed);
        var text = new StringBuilder(length + 200);
        var marked = marker is null;
        while (text.Length < length)
        {
            AppendSentence(text, random);
            if (!marked && text.Length >= length / 2)
            {
                text.Append("The mark of this document is ").Append(marker).Append(". ");
                marked = true;
            }

            text.Append(random.Next(8) == 0 ? "\n\n" : random.Next(3) == 0 ? "\n" : " ");
        }

        return text.ToString();
    }

    public static byte[] Bytes(int seed, int length, string? marker = null) => Encoding.UTF8.GetBytes(Text(seed, length, marker));

    private static void AppendSentence(StringBuilder text, Random random)
    {
        var start = text.Length;
        for (var count = random.Next(6, 16); count > 0; count--)
        {
            text.Append(Words[random.Next(Words.Length)]).Append(count == 1 ? "." : " ");
        }

        text[start] = char.ToUpperInvariant(text[start]);
    }
}
