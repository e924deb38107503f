using System.Text;
using AngleSharp.Html.Parser.Tokens;

namespace DocProcessing.Extraction.Formats;

/// <summary>What a page says of itself in its head.</summary>
internal sealed class HtmlMetadata
{
    private readonly StringBuilder _title = new();
    private readonly List<string> _authors = [];
    private readonly Dictionary<string, string> _custom = new(StringComparer.Ordinal);
    private string? _language;
    private DateTimeOffset? _created;
    private DateTimeOffset? _modified;

    public string? Title => _title.Length == 0 ? null : _title.ToString();

    public void AppendTitle(string text)
    {
        if (_title.Length < 2000)
        {
            _title.Append(text);
        }
    }

    public void Take(HtmlTagToken tag)
    {
        if (tag.Name == "html" || tag.Name == "body")
        {
            _language ??= NotEmpty(tag.GetAttribute("lang")) ?? NotEmpty(tag.GetAttribute("xml:lang"));
        }
        else if (tag.Name == "meta" && NotEmpty(tag.GetAttribute("content")) is { } content)
        {
            var key = NotEmpty(tag.GetAttribute("name")) ?? NotEmpty(tag.GetAttribute("property")) ?? tag.GetAttribute("http-equiv");
            TakeMeta(key.Trim().ToLowerInvariant(), content);
        }
    }

    public DocumentMetadata ToMetadata() => new()
    {
        Title = Title,
        Authors = _authors,
        Language = _language,
        CreatedAt = _created,
        ModifiedAt = _modified,
        Custom = _custom,
    };

    private void TakeMeta(string key, string content)
    {
        switch (key)
        {
            case "author" or "dc.creator":
                _authors.Add(content);
                break;
            case "content-language" or "language" or "dc.language":
                _language ??= content;
                break;
            case "date" or "dc.date" or "dcterms.created" or "article:published_time":
                _created ??= MetadataText.Date(content);
                break;
            case "last-modified" or "dcterms.modified" or "article:modified_time":
                _modified ??= MetadataText.Date(content);
                break;
            case "description" or "keywords" or "generator":
                _custom.TryAdd(key, content);
                break;
        }
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
