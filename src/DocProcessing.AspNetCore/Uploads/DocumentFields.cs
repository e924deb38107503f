using System.Text.Json;

namespace DocProcessing.Uploads;

/// <summary>Reads what a client says of a document. What the pipeline must know better is left to it.</summary>
internal static class DocumentFields
{
    private const int MaxTextLength = 255;
    private const int MaxCustom = 32;
    private const int MaxCustomNameLength = 64;
    private const int MaxCustomValueLength = 1024;

    public static string? Text(string? value, string name) =>
        string.IsNullOrWhiteSpace(value) ? null
        : value.Length <= MaxTextLength ? value
        : throw RequestErrors.Invalid($"{name} is longer than {MaxTextLength} characters.");

    public static JobPriority Priority(string? value) => value?.ToUpperInvariant() switch
    {
        null or "" or "NORMAL" => JobPriority.Normal,
        "LOW" => JobPriority.Low,
        "HIGH" => JobPriority.High,
        "CRITICAL" => JobPriority.Critical,
        _ => throw RequestErrors.Invalid("priority is low, normal, high or critical."),
    };

    /// <summary>Reads options out of a form field, which holds them as JSON text.</summary>
    public static ProcessingOptions Options(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return new ProcessingOptions();
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 });
            return Options(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw RequestErrors.Invalid("processing_options is not JSON.", exception);
        }
    }

    public static ProcessingOptions Options(JsonElement? element)
    {
        if (element is not { ValueKind: not JsonValueKind.Null } value)
        {
            return new ProcessingOptions();
        }

        try
        {
            return Read(value);
        }
        catch (InvalidOperationException exception)
        {
            // Well-formed JSON may name half a character (\ud800) or hold bytes that are no UTF-8; that comes out when a text or a name is read.
            throw RequestErrors.Invalid("processing_options holds text that is not Unicode.", exception);
        }
    }

    private static ProcessingOptions Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw RequestErrors.Invalid("processing_options is not an object.");
        }

        var options = new ProcessingOptions();
        var custom = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            options = member.Name switch
            {
                "reuse_results" => options with { ReuseResults = Flag(member) },
                "language" => options with { Language = Language(member) },
                "max_pages" => options with { MaxPages = Pages(member) },
                "custom" => AddAll(options, custom, member),
                _ => Add(options, custom, member),
            };
        }

        return options with { Custom = custom };
    }

    private static ProcessingOptions AddAll(ProcessingOptions options, SortedDictionary<string, string> custom, JsonProperty member)
    {
        if (member.Value.ValueKind != JsonValueKind.Object)
        {
            throw Bad(member, "an object");
        }

        return member.Value.EnumerateObject().Aggregate(options, (current, inner) => Add(current, custom, inner));
    }

    private static ProcessingOptions Add(ProcessingOptions options, SortedDictionary<string, string> custom, JsonProperty member)
    {
        var text = member.Value.ValueKind switch
        {
            JsonValueKind.String => member.Value.GetString()!,
            JsonValueKind.Number => member.Value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => throw Bad(member, "text, a number or a truth value"),
        };
        if (member.Name.Length is 0 or > MaxCustomNameLength || text.Length > MaxCustomValueLength)
        {
            throw RequestErrors.Invalid($"processing_options takes names up to {MaxCustomNameLength} and values up to {MaxCustomValueLength} characters.");
        }

        custom[member.Name] = text;
        return custom.Count <= MaxCustom ? options : throw RequestErrors.Invalid($"processing_options takes no more than {MaxCustom} values of the host's own.");
    }

    private static bool Flag(JsonProperty member) =>
        member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? member.Value.GetBoolean() : throw Bad(member, "true or false");

    private static string Language(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is { Length: 2 } code && code.All(char.IsAsciiLetter)
            ? code.ToLowerInvariant()
            : throw Bad(member, "a two-letter language code");

    private static int Pages(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var pages) && pages > 0 ? pages : throw Bad(member, "a whole number from 1");

    private static DocumentProcessingException Bad(JsonProperty member, string wanted) =>
        RequestErrors.Invalid($"processing_options.{(member.Name.Length <= MaxCustomNameLength ? member.Name : "…")} is not {wanted}.");
}
