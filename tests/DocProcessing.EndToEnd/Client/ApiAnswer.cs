using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace DocProcessing.EndToEnd.Client;

/// <summary>An answer of the host.</summary>
internal sealed record ApiAnswer(int Status, byte[] Bytes, string? ContentType, HttpResponseHeaders Headers)
{
    private JsonElement? _json;

    public string Body => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => _json ??= Parse();

    /// <summary>Gets the stable code of a problem.</summary>
    public string? Code => ContentType == "application/problem+json" && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public JsonElement this[string name] =>
        Json.TryGetProperty(name, out var value) ? value : throw new InvalidOperationException($"The answer has no {name}: {this}");

    public string Text(string name) => this[name].GetString() ?? throw new InvalidOperationException($"{name} is null: {this}");

    /// <summary>Passes an answer on that has the wanted status.</summary>
    public ApiAnswer Require(int status)
    {
        Assert.True(Status == status, $"The answer should have been {status}: {this}");
        return this;
    }

    /// <summary>Requires a problem with this status and code, well formed.</summary>
    public ApiAnswer RequireProblem(int status, string code)
    {
        Require(status);
        Assert.Equal("application/problem+json", ContentType);
        Assert.True(Code == code, $"The code should have been {code}: {this}");
        Assert.Equal(status, this["status"].GetInt32());
        return this;
    }

    public override string ToString() => $"{Status} {(Body.Length > 500 ? Body[..500] : Body)}";

    private JsonElement Parse()
    {
        using var document = JsonDocument.Parse(Bytes);
        return document.RootElement.Clone();
    }
}
