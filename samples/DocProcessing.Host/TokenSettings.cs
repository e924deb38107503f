using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace DocProcessing.Host;

/// <summary>
/// Which tokens are good: those of an issuer (<c>Auth:Authority</c>, <c>Auth:Audience</c>), or those signed with a shared key (<c>Auth:SigningKey</c>).
/// In Development a key of the host's own will do, made once and kept with the data.
/// </summary>
internal sealed record TokenSettings(string? Authority, string? Audience, SymmetricSecurityKey? SigningKey, string? Error)
{
    private const int KeyBytes = 32;

    public static TokenSettings Read(IConfiguration configuration, IHostEnvironment environment, string dataDirectory)
    {
        var auth = configuration.GetSection("Auth");
        var (authority, audience, key) = (auth["Authority"], auth["Audience"], auth["SigningKey"]);
        if (!string.IsNullOrEmpty(authority))
        {
            return new(authority, audience, null, string.IsNullOrEmpty(audience) ? "Auth:Authority needs Auth:Audience: whom the tokens are for." : null);
        }

        if (!string.IsNullOrEmpty(key))
        {
            var bytes = Encoding.UTF8.GetBytes(key);
            return bytes.Length >= KeyBytes
                ? new(null, audience, new SymmetricSecurityKey(bytes), null)
                : new(null, null, null, $"Auth:SigningKey is too short: give at least {KeyBytes} bytes.");
        }

        return environment.IsDevelopment()
            ? new(null, audience, new SymmetricSecurityKey(OwnKey(dataDirectory)), null)
            : new(null, null, null, "Nobody could sign in. Set Auth:Authority and Auth:Audience (an OpenID Connect issuer) or Auth:SigningKey (a shared key of at least 32 bytes).");
    }

    public void Configure(JwtBearerOptions jwt)
    {
        jwt.MapInboundClaims = false;
        jwt.Authority = Authority;
        jwt.Audience = Audience;
        jwt.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
        jwt.TokenValidationParameters.ValidateAudience = !string.IsNullOrEmpty(Audience);
        if (SigningKey is not null)
        {
            jwt.TokenValidationParameters.ValidateIssuer = false;
            jwt.TokenValidationParameters.IssuerSigningKey = SigningKey;
            jwt.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
        }
    }

    private static byte[] OwnKey(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "development.key");
        if (File.Exists(path) && File.ReadAllBytes(path) is { Length: KeyBytes } kept)
        {
            return kept;
        }

        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var fresh = $"{path}.new";
        File.WriteAllBytes(fresh, key);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.Move(fresh, path, overwrite: true);
        return key;
    }
}
