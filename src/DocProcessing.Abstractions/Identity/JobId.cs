using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace DocProcessing;

/// <summary>Names one job: a document's way through the pipeline.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<JobId>))]
public readonly record struct JobId : IIdentifier<JobId>
{
    private readonly string? _value;

    private JobId(string value) => _value = value;

    /// <inheritdoc/>
    public string Value => _value ?? string.Empty;

    /// <summary>Makes a new id, later in order than those made before it.</summary>
    /// <param name="clock">Gives the id its time.</param>
    /// <returns>The id.</returns>
    public static JobId Create(TimeProvider clock) => Identifier.Create<JobId>(clock);

    /// <inheritdoc/>
    public static JobId FromTrusted(string value) => new(value);

    /// <inheritdoc/>
    public static JobId Parse(string s, IFormatProvider? provider = null) => Identifier.Parse<JobId>(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out JobId result) => Identifier.TryParse(s, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
