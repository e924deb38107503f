using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace DocProcessing;

/// <summary>Names one document.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<DocumentId>))]
public readonly record struct DocumentId : IIdentifier<DocumentId>
{
    private readonly string? _value;

    private DocumentId(string value) => _value = value;

    /// <inheritdoc/>
    public string Value => _value ?? string.Empty;

    /// <summary>Makes a new id, later in order than those made before it.</summary>
    /// <param name="clock">Gives the id its time.</param>
    /// <returns>The id.</returns>
    public static DocumentId Create(TimeProvider clock) => Identifier.Create<DocumentId>(clock);

    /// <inheritdoc/>
    public static DocumentId FromTrusted(string value) => new(value);

    /// <inheritdoc/>
    public static DocumentId Parse(string s, IFormatProvider? provider = null) => Identifier.Parse<DocumentId>(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DocumentId result) => Identifier.TryParse(s, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
