using System.Text;

namespace DocProcessing.Core.Tests.Compression;

/// <summary>Text as sections have it: JSON lines of words, different from line to line.</summary>
internal static class MadeText
{
    private static readonly string[] Words =
        "the heron counts its tides while amounts of every invoice are summed and a contract names both parties in each annex of this long report".Split(' ');

    public static byte[] Bytes(int length, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder(length + 200);
        for (var line = 0; text.Length < length; line++)
        {
            text.Append("{\"index\":").Append(line).Append(",\"text\":\"");
            for (var word = 0; word < 14; word++)
            {
                text.Append(Words[random.Next(Words.Length)]).Append(' ').Append(random.Next(100) < 10 ? random.Next().ToString("x", null) : string.Empty);
            }

            text.Append("\"}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }
}
