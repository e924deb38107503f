namespace DocProcessing;

/// <summary>The authorization policies of the endpoints. A host may replace one by adding another of the same name.</summary>
public static class DocumentProcessingPolicies
{
    /// <summary>Any authenticated user that has an id.</summary>
    public const string User = "DocProcessing.User";

    /// <summary>An operator or an admin.</summary>
    public const string Operator = "DocProcessing.Operator";

    /// <summary>An admin.</summary>
    public const string Admin = "DocProcessing.Admin";

    /// <summary>An operator or an admin; anybody with <see cref="HttpApiOptions.MetricsAllowAnonymous"/>. For the host's metrics endpoint.</summary>
    public const string Metrics = "DocProcessing.Metrics";
}
