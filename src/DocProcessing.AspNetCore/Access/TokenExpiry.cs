using System.Globalization;
using Microsoft.AspNetCore.Authentication;

namespace DocProcessing.Access;

/// <summary>Tells until when a request's token is good: a live connection must not outlive it.</summary>
internal static class TokenExpiry
{
    public static DateTimeOffset? Of(HttpContext context)
    {
        if (context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc is { } expires)
        {
            return expires;
        }

        return long.TryParse(context.User.FindFirst("exp")?.Value, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }
}
