using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DocProcessing;

/// <summary>Names an object in storage: segments of <c>A–Z a–z 0–9 . _ -</c> divided by <c>/</c>, at most 512 characters.</summary>
/// <remarks>No segment is empty or starts with a dot, so a key can neither leave a directory nor name a hidden file.</remarks>
[JsonConverter(typeof(ObjectKeyJsonConverter))]
public readonly record struct ObjectKey : IParsable<ObjectKey>
{
    private const int MaxLength = 512;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly string? _value;

    private ObjectKey(string value) => _value = value;

    /// <summary>Gets the key as text.</summary>
    public string Value => _value ?? string.Empty;

    /// <inheritdoc/>
    public static ObjectKey Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, provider, out var key)
            ? key
            : throw new FormatException("An object key has segments of A-Z a-z 0-9 . _ - divided by '/', none empty or starting with a dot, at most 512 characters.");
    }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ObjectKey result)
    {
        result = default;
        if (s is not { Length: > 0 and <= MaxLength })
        {
            return false;
        }

        foreach (var range in s.AsSpan().Split('/'))
        {
            var segment = s.AsSpan(range);
            if (segment.IsEmpty || segment[0] == '.' || segment.ContainsAnyExcept(Allowed))
            {
                return false;
            }
        }

        result = new ObjectKey(s);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

internal sealed class ObjectKeyJsonConverter : JsonConverter<ObjectKey>
{
    public override ObjectKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ObjectKey.TryParse(reader.GetString(), null, out var key) ? key : throw new JsonException("Not an object key.");

    public override void Write(Utf8JsonWriter writer, ObjectKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
