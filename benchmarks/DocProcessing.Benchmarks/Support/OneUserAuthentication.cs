using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.Benchmarks.Support;

/// <summary>Takes every request for the same user's: what a token costs is not measured here.</summary>
internal sealed class OneUserAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "one-user";
    public const string User = "alice";

    private static readonly ClaimsPrincipal Principal = new(new ClaimsIdentity([new Claim("sub", User)], Scheme));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(Principal, Scheme)));
}
