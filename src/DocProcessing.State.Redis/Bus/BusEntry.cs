using System.Globalization;
using System.Text;
using System.Text.Json;
using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>A message as it lies in the stream and as it is heard live.</summary>
/// <param name="Previous">The entry before it; who does not have that one has missed something.</param>
/// <param name="Id">Its own id.</param>
/// <param name="Origin">The node that sent it.</param>
/// <param name="Number">Its number among those of that node, ascending.</param>
/// <param name="Json">The message.</param>
internal sealed record BusEntry(StreamId Previous, StreamId Id, string Origin, long Number, ReadOnlyMemory<byte> Json)
{
    /// <summary>Reads an entry of the stream.</summary>
    public static BusEntry Of(StreamEntry entry) => new(
        StreamId.Parse((string)entry["p"]!), StreamId.Parse((string)entry.Id!), (string)entry["o"]!, (long)entry["n"], (ReadOnlyMemory<byte>)entry["m"]);

    /// <summary>Reads what <c>publish.lua</c> writes into the channel.</summary>
    /// <exception cref="FormatException">It is not of ours.</exception>
    public static BusEntry Parse(ReadOnlyMemory<byte> text)
    {
        var words = new string[4];
        var rest = text;
        for (var word = 0; word < words.Length; word++)
        {
            var space = rest.Span.IndexOf((byte)' ');
            if (space < 0)
            {
                throw new FormatException("A message on the bus has too few words.");
            }

            words[word] = Encoding.ASCII.GetString(rest.Span[..space]);
            rest = rest[(space + 1)..];
        }

        return new BusEntry(StreamId.Parse(words[0]), StreamId.Parse(words[1]), words[2], long.Parse(words[3], NumberStyles.None, CultureInfo.InvariantCulture), rest);
    }

    public static byte[] Write(BusMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, DocProcessingJson.TypeOf<BusMessage>());

    /// <summary>Reads the message.</summary>
    /// <returns>The message, or <see langword="null"/> when it is of a kind that only newer nodes know.</returns>
    public BusMessage? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(Json.Span, DocProcessingJson.TypeOf<BusMessage>());
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
