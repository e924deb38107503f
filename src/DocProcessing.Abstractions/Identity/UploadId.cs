using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace DocProcessing;

/// <summary>Names one upload session.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<UploadId>))]
public readonly record struct UploadId : IIdentifier<UploadId>
{
    private readonly string? _value;

    private UploadId(string value) => _value = value;

    /// <inheritdoc/>
    public string Value => _value ?? string.Empty;

    /// <summary>Makes a new id, later in order than those made before it.</summary>
    /// <param name="clock">Gives the id its time.</param>
    /// <returns>The id.</returns>
    public static UploadId Create(TimeProvider clock) => Identifier.Create<UploadId>(clock);

    /// <inheritdoc/>
    public static UploadId FromTrusted(string value) => new(value);

    /// <inheritdoc/>
    public static UploadId Parse(string s, IFormatProvider? provider = null) => Identifier.Parse<UploadId>(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UploadId result) => Identifier.TryParse(s, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
