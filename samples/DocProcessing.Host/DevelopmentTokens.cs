using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DocProcessing.Host;

/// <summary>Whom a development token is for.</summary>
internal sealed record DevelopmentTokenRequest(string? User, string[]? Roles);

/// <summary>Gives a token to whoever asks. Development only.</summary>
internal static class DevelopmentTokens
{
    public const string Path = "dev/token";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    public static void MapDevelopmentTokens(this WebApplication app, SymmetricSecurityKey key) =>
        app.MapPost(Path, (DevelopmentTokenRequest request, IConfiguration configuration, TimeProvider clock) =>
        {
            if (string.IsNullOrWhiteSpace(request.User))
            {
                return Results.Problem("user is missing.", statusCode: StatusCodes.Status400BadRequest);
            }

            var now = clock.GetUtcNow().UtcDateTime;
            var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
            {
                Audience = configuration["Auth:Audience"],
                Claims = new Dictionary<string, object> { ["sub"] = request.User, ["roles"] = request.Roles ?? ["user"] },
                IssuedAt = now,
                NotBefore = now,
                Expires = now + Lifetime,
                SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
            });
            return Results.Json(new Dictionary<string, object> { ["access_token"] = token, ["token_type"] = "Bearer", ["expires_in"] = (int)Lifetime.TotalSeconds });
        }).ExcludeFromDescription();
}
