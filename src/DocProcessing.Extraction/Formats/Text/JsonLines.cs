using System.Text;
using System.Text.Json;

namespace DocProcessing.Extraction.Formats;

/// <summary>Writes JSON's names and values as lines. The reader's state is the only thing kept between blocks, so depth costs a bit a level.</summary>
internal sealed class JsonLines(SectionWriter output)
{
    private JsonReaderState _state = new(new JsonReaderOptions
    {
        MaxDepth = int.MaxValue,
        AllowMultipleValues = true,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    });

    /// <summary>Reads what is whole in a block.</summary>
    /// <returns>The bytes used.</returns>
    public int Append(ReadOnlySpan<byte> block, bool ended)
    {
        var reader = new Utf8JsonReader(block, ended, _state);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    output.EndLine();
                    output.Append(reader.GetString());
                    output.Append(": ");
                    break;
                case JsonTokenType.String:
                    output.AppendLine(reader.GetString());
                    break;
                case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                    output.AppendLine(Encoding.UTF8.GetString(reader.ValueSpan));
                    break;
                case JsonTokenType.Null:
                    output.EndLine();
                    break;
            }
        }

        _state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }
}
