using System.Text.Json;

namespace DocProcessing.WebSockets;

/// <summary>Does what a client asks for over a socket. Nothing that it says brings the connection down.</summary>
internal sealed partial class SocketCommands(
    Caller caller,
    Outbox outbox,
    Subscriptions subscriptions,
    JobLookups lookups,
    IJobService jobs,
    PastNotifications past,
    TimeProvider clock,
    ILogger logger)
{
    // Each id is looked up, found or not: a message must not cost many times what a request does.
    private const int MaxJobsPerMessage = 100;

    public async Task HandleAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken)
    {
        ClientMessage? message;
        try
        {
            message = JsonSerializer.Deserialize(utf8.Span, HttpJson.Wire.ClientMessage);
        }
        catch (JsonException)
        {
            message = null;
        }

        if (message?.Type is null)
        {
            await FailAsync(SocketErrors.InvalidMessage, "A message is a JSON object with a type, and members of the kinds that the contract says.", null, cancellationToken);
        }
        else if (message.UserId is { } user && user != caller.UserId)
        {
            await FailAsync(SocketErrors.UserMismatch, "user_id is not the token's user.", null, cancellationToken);
        }
        else
        {
            await GuardAsync(() => DispatchAsync(message, cancellationToken), message.JobId, cancellationToken);
        }
    }

    public ValueTask FailAsync(string code, string text, string? jobId, CancellationToken cancellationToken) =>
        outbox.PostAsync(SocketText.Of(new ErrorMessage(code, text, jobId)), cancellationToken);

    /// <summary>Follows channels, jobs, and what is past of them.</summary>
    public async Task SubscribeAsync(IReadOnlyList<string> jobIds, IReadOnlyList<string> channels, JsonElement? since, CancellationToken cancellationToken)
    {
        if (jobIds.Count > MaxJobsPerMessage)
        {
            await FailAsync(SocketErrors.TooManyJobs, $"A message names at most {MaxJobsPerMessage} jobs; send several.", null, cancellationToken);
            return;
        }

        var added = new List<string>();
        foreach (var channel in channels.Distinct())
        {
            if (SocketChannels.IsKnown(channel))
            {
                subscriptions.AddChannel(channel);
                added.Add(channel);
            }
            else
            {
                await FailAsync(SocketErrors.UnknownChannel, "Channels are progress, jobs and notifications.", null, cancellationToken);
            }
        }

        var found = new List<ProgressEvent>();
        foreach (var text in jobIds.Distinct())
        {
            await GuardAsync(async () => found.Add(await FollowAsync(text, cancellationToken)), text, cancellationToken);
        }

        await outbox.PostAsync(SocketText.Of(subscriptions.Describe(), HttpJson.Wire.SubscribedMessage), cancellationToken);
        foreach (var present in found)
        {
            await GuardAsync(() => lookups.TellAsync(present, Since.Sequence(since, present.JobId.Value), cancellationToken), present.JobId.Value, cancellationToken);
        }

        if (added.Contains(SocketChannels.Jobs))
        {
            await lookups.TellOwnJobsAsync(cancellationToken);
        }

        if (added.Contains(SocketChannels.Notifications) && Since.Time(since) is { } time)
        {
            await past.TellAsync(caller, time, outbox, cancellationToken);
        }
    }

    private Task DispatchAsync(ClientMessage message, CancellationToken cancellationToken) => message.Type switch
    {
        "subscribe" => SubscribeAsync(message.JobIds ?? [], message.Channels ?? [], message.Since, cancellationToken),
        "unsubscribe" => UnsubscribeAsync(message, cancellationToken),
        "get_job_status" => TellStatusAsync(Parse(message.JobId), cancellationToken),
        "cancel_job" => CancelAsync(Parse(message.JobId), cancellationToken),
        "ping" => outbox.PostAsync(SocketText.Of(new HeartbeatMessage(clock.GetUtcNow()), HttpJson.Wire.HeartbeatMessage), cancellationToken).AsTask(),
        _ => FailAsync(SocketErrors.UnknownType, "Types are subscribe, unsubscribe, get_job_status, cancel_job and ping.", null, cancellationToken).AsTask(),
    };

    private async Task<ProgressEvent> FollowAsync(string text, CancellationToken cancellationToken)
    {
        var id = Parse(text);
        if (!subscriptions.TryHold(id))
        {
            throw new DocumentProcessingException(ErrorCategory.LimitReached, SocketErrors.SubscriptionLimit, "This connection follows as many jobs as it may.");
        }

        try
        {
            return await jobs.GetProgressAsync(caller, id, cancellationToken);
        }
        catch
        {
            subscriptions.Drop(id);
            throw;
        }
    }

    private async Task UnsubscribeAsync(ClientMessage message, CancellationToken cancellationToken)
    {
        foreach (var channel in message.Channels ?? [])
        {
            subscriptions.RemoveChannel(channel);
        }

        foreach (var text in message.JobIds ?? [])
        {
            if (JobId.TryParse(text, null, out var id))
            {
                subscriptions.Drop(id);
            }
        }

        await outbox.PostAsync(SocketText.Of(subscriptions.Describe(), HttpJson.Wire.SubscribedMessage), cancellationToken);
    }

    private async Task TellStatusAsync(JobId id, CancellationToken cancellationToken)
    {
        var present = await jobs.GetProgressAsync(caller, id, cancellationToken);
        await outbox.PostAsync(SocketText.Of(new JobStatusMessage(id.Value, Jobs.JobViews.Of(present)), HttpJson.Wire.JobStatusMessage), cancellationToken);
    }

    private async Task CancelAsync(JobId id, CancellationToken cancellationToken)
    {
        var job = await jobs.CancelAsync(caller, id, cancellationToken);
        await outbox.PostAsync(SocketText.Of(new JobCancelledMessage(id.Value, job.Status), HttpJson.Wire.JobCancelledMessage), cancellationToken);
    }

    private async Task GuardAsync(Func<Task> action, string? jobId, CancellationToken cancellationToken)
    {
        try
        {
            await action();
        }
        catch (DocumentProcessingException exception)
        {
            await FailAsync(exception.Code, exception.Message, jobId, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
            await FailAsync(HttpErrorCodes.InternalError, "Something went wrong here; it may be tried again.", jobId, cancellationToken);
        }
    }

    private static JobId Parse(string? text) =>
        text is null
            ? throw RequestErrors.Invalid("job_id is missing.")
            : RequestErrors.ParseId<JobId>(text, ErrorCodes.JobNotFound, "job");

    [LoggerMessage(4102, LogLevel.Error, "A socket's message could not be answered")]
    private partial void LogFailed(Exception exception);
}
