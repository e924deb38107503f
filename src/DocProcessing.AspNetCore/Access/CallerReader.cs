using System.Security.Claims;

namespace DocProcessing.Access;

/// <summary>The one place that tells who calls.</summary>
internal sealed class CallerReader(IOptions<HttpApiOptions> options)
{
    private const int MaxUserIdLength = 256;

    private readonly HttpApiOptions _options = options.Value;

    /// <summary>Reads the caller out of an authenticated request.</summary>
    public Caller Read(HttpContext context) =>
        Find(context.User) ?? throw new DocumentProcessingException(ErrorCategory.Forbidden, ErrorCodes.Forbidden, "The token names no user.");

    public Caller? Find(ClaimsPrincipal principal)
    {
        var user = principal.Identity is { IsAuthenticated: true }
            ? _options.UserClaims.Select(principal.FindFirstValue).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))
            : null;
        return user is { Length: <= MaxUserIdLength } ? new Caller(user, RoleOf(principal)) : null;
    }

    private CallerRole RoleOf(ClaimsPrincipal principal)
    {
        var roles = principal.Claims.Where(claim => _options.RoleClaims.Contains(claim.Type)).Select(claim => claim.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return roles.Contains(_options.AdminRole) ? CallerRole.Admin
            : roles.Contains(_options.OperatorRole) ? CallerRole.Operator
            : CallerRole.User;
    }
}
