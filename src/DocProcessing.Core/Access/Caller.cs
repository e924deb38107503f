namespace DocProcessing;

/// <summary>What a caller may do.</summary>
public enum CallerRole
{
    /// <summary>Works with the caller's own uploads, jobs and documents.</summary>
    User,

    /// <summary>Also sees, cancels and re-runs everybody's jobs, and reads metrics; never a document's content.</summary>
    Operator,

    /// <summary>May do everything, with everybody's documents, and reads the audit trail.</summary>
    Admin,
}

/// <summary>Who calls, as the host has authenticated them.</summary>
/// <param name="UserId">The user, as in the token's subject.</param>
/// <param name="Role">The highest role that the token grants.</param>
public sealed record Caller(string UserId, CallerRole Role = CallerRole.User);
