namespace DocProcessing;

/// <summary>Tells the outside that a job is at its end: a web hook, an e-mail, a message to another system.</summary>
/// <remarks>Called at least once for each job, again after a crash or an error; <see cref="Notification.Id"/> stays the same.</remarks>
public interface INotificationSink
{
    /// <summary>Delivers a notification. An exception means: try again later.</summary>
    /// <param name="notification">What to tell.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <returns>A task that ends when it is delivered.</returns>
    Task SendAsync(Notification notification, CancellationToken cancellationToken);
}

/// <summary>Something for a user to know.</summary>
/// <param name="Id">The same in every delivery.</param>
/// <param name="Owner">The user.</param>
/// <param name="Kind">What happened, such as <c>job_completed</c>: <c>job_</c> and the terminal status.</param>
/// <param name="JobId">The job.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="Message">What happened, for people.</param>
/// <param name="Timestamp">When it happened.</param>
public sealed record Notification(string Id, string Owner, string Kind, JobId JobId, DocumentId DocumentId, string Message, DateTimeOffset Timestamp);
