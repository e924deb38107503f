using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DocProcessing.AspNetCore.Tests.Support;

internal static class Tokens
{
    public static SymmetricSecurityKey Key { get; } = new(Enumerable.Range(0, 64).Select(value => (byte)value).ToArray());

    public static string For(string? user, IEnumerable<string>? roles = null, TimeSpan? lifetime = null)
    {
        var claims = new Dictionary<string, object>();
        if (user is not null)
        {
            claims["sub"] = user;
        }

        if (roles is not null)
        {
            claims["roles"] = roles.ToArray();
        }

        var now = DateTime.UtcNow;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            IssuedAt = now.AddHours(-1),
            NotBefore = now.AddHours(-1),
            Expires = now + (lifetime ?? TimeSpan.FromHours(1)),
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.HmacSha256),
        });
    }
}
