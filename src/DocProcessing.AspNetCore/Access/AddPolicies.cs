using Microsoft.AspNetCore.Authorization;

namespace DocProcessing.Access;

/// <summary>Defines the policies, unless the host has its own of the same name.</summary>
internal sealed class AddPolicies(CallerReader callers, IOptions<HttpApiOptions> options) : IPostConfigureOptions<AuthorizationOptions>
{
    public void PostConfigure(string? name, AuthorizationOptions authorization)
    {
        Add(authorization, DocumentProcessingPolicies.User, CallerRole.User);
        Add(authorization, DocumentProcessingPolicies.Operator, CallerRole.Operator);
        Add(authorization, DocumentProcessingPolicies.Admin, CallerRole.Admin);
        if (options.Value.MetricsAllowAnonymous)
        {
            AddUnlessThere(authorization, DocumentProcessingPolicies.Metrics, policy => policy.RequireAssertion(_ => true));
        }
        else
        {
            Add(authorization, DocumentProcessingPolicies.Metrics, CallerRole.Operator);
        }
    }

    private void Add(AuthorizationOptions authorization, string name, CallerRole role) =>
        AddUnlessThere(authorization, name, policy => policy
            .RequireAuthenticatedUser()
            .RequireAssertion(context => callers.Find(context.User) is { } caller && caller.Role >= role));

    private static void AddUnlessThere(AuthorizationOptions authorization, string name, Action<AuthorizationPolicyBuilder> build)
    {
        if (authorization.GetPolicy(name) is null)
        {
            authorization.AddPolicy(name, build);
        }
    }
}
