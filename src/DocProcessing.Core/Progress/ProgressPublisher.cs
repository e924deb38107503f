using Microsoft.Extensions.Logging;

namespace DocProcessing.Progress;

/// <summary>Sends what was stored to the live bus. A lost message is no loss: history and records are the truth.</summary>
internal sealed partial class ProgressPublisher(IProgressBus bus, ILogger<ProgressPublisher> logger)
{
    public async ValueTask PublishAsync(Job job, ProgressEvent? progress)
    {
        if (progress is not null)
        {
            await SendAsync(new ProgressMessage(job.Owner, progress));
        }

        if (progress is not null && job.Status.IsTerminal())
        {
            await SendAsync(new NotificationMessage(Notifications.Of(job)));
        }
    }

    public ValueTask CancelAsync(JobId id) => SendAsync(new CancelMessage(id));

    private async ValueTask SendAsync(BusMessage message)
    {
        try
        {
            await bus.PublishAsync(message, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Whatever it was, a driver's own time-out too: what was stored must not be undone for it.
            LogPublishFailed(exception, message.GetType().Name);
        }
    }

    [LoggerMessage(200, LogLevel.Warning, "A {Message} could not be published; clients catch up from history")]
    private partial void LogPublishFailed(Exception exception, string message);
}
