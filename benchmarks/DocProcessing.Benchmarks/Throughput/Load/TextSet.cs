using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DocProcessing.Benchmarks.Throughput.Client;

namespace DocProcessing.Benchmarks.Throughput.Load;

/// <summary>A small text file.</summary>
internal sealed record SmallFile(string Name, Content Content);

/// <summary>Text files, each unlike all others: results for one would otherwise be reused for the next.</summary>
internal static class TextSet
{
    private const int Words = 4000;
    private const int TextBytes = 4 << 20;

    private static readonly byte[] Text = MakeText();

    /// <param name="name">What these files have before all others.</param>
    public static IReadOnlyList<SmallFile> Make(string name, int count, int bytes) => [.. Enumerable.Range(0, count).Select(number => File($"{name}-{number}", number, bytes))];

    private static SmallFile File(string name, int number, int bytes)
    {
        var stamp = Encoding.ASCII.GetBytes($"This is {name}.\n");
        var shared = new ArraySegment<byte>(Text, number * 7919 % (TextBytes - bytes), bytes - stamp.Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData(stamp);
        hash.AppendData(shared);
        return new SmallFile($"{name}.txt", new Content(stamp, shared, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    // Few words are frequent and most are rare, as in any language: an index feels the difference.
    private static byte[] MakeText()
    {
        var random = new Random(1);
        var words = Enumerable.Range(0, Words).Select(_ => string.Concat(Enumerable.Range(0, random.Next(2, 10)).Select(_ => (char)('a' + random.Next(26))))).ToArray();
        var text = new StringBuilder(TextBytes);
        while (text.Length < TextBytes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{words[(int)(Words * Math.Pow(random.NextDouble(), 4))]}{(random.Next(12) == 0 ? ".\n" : " ")}");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
