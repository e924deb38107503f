using System.Text.Json.Serialization;

namespace DocProcessing.Page;

/// <summary>What the page asks its host before anybody has signed in.</summary>
internal sealed record PageSettings([property: JsonPropertyName("token_endpoint")] string? TokenEndpoint);

/// <summary>Whom a token is for. Tokens need not be readable, and their claims have the host's names, so the page asks.</summary>
internal sealed record PageCaller([property: JsonPropertyName("user")] string User, [property: JsonPropertyName("role")] string Role)
{
    public static PageCaller Of(Caller caller) => new(caller.UserId, caller.Role.ToString().ToLowerInvariant());
}
