namespace DocProcessing.Access;

/// <summary>The one place that decides who may touch what. What is another's does not exist, as far as a caller can tell.</summary>
internal static class Ownership
{
    /// <summary>Passes an upload or a document's content on to its owner, or to an admin.</summary>
    public static T RequireContent<T>(this Caller caller, T? found, Func<T, string> owner, string code, string what)
        where T : class =>
        found is not null && (caller.Role == CallerRole.Admin || owner(found) == caller.UserId) ? found : throw NotFound(code, what);

    /// <summary>Passes a job on to its owner, an operator or an admin.</summary>
    public static Job RequireJob(this Caller caller, Job? job) =>
        job is { DeletedAt: null } && (caller.Role >= CallerRole.Operator || job.Owner == caller.UserId)
            ? job
            : throw NotFound(ErrorCodes.JobNotFound, "job");

    /// <summary>Lets only callers of at least a role pass.</summary>
    public static void RequireRole(this Caller caller, CallerRole role)
    {
        if (caller.Role < role)
        {
            throw new DocumentProcessingException(ErrorCategory.Forbidden, ErrorCodes.Forbidden, $"This needs the role {role.ToString().ToLowerInvariant()}.");
        }
    }

    private static DocumentProcessingException NotFound(string code, string what) =>
        new(ErrorCategory.NotFound, code, $"There is no such {what}.");
}
