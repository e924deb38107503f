using Microsoft.Extensions.Hosting;

namespace DocProcessing.WebSockets;

/// <summary>Listens to the bus once for all live connections of this node, and brings each message to those it concerns.</summary>
internal sealed partial class ProgressBroadcaster(IProgressBus bus, ILogger<ProgressBroadcaster> logger) : IHostedService, IDisposable
{
    private IDisposable? _subscription;

    public ListenerTable<JobId> Jobs { get; } = new();

    /// <summary>Gets who follows all jobs of a user.</summary>
    public ListenerTable<string> Owners { get; } = new();

    public ListenerTable<string> Notifications { get; } = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = bus.Subscribe(Dispatch);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => Interlocked.Exchange(ref _subscription, null)?.Dispose();

    private void Dispatch(BusMessage message)
    {
        try
        {
            switch (message)
            {
                case ProgressMessage progress:
                    Dispatch(progress.Owner, new SharedProgress(progress.Progress));
                    break;
                case NotificationMessage notification:
                    var shared = new SharedNotification(notification.Notification);
                    foreach (var listener in Notifications.Of(notification.Notification.Owner))
                    {
                        listener.OnNotification(shared);
                    }

                    break;
                case GapMessage gap:
                    foreach (var listener in Jobs.All.Concat(Owners.All).Concat(Notifications.All).ToHashSet())
                    {
                        listener.OnGap(gap.Since);
                    }

                    break;
            }
        }
        catch (Exception exception)
        {
            // The bus must go on for everybody else; the next heartbeat makes good what was missed.
            LogDispatchFailed(exception);
        }
    }

    private void Dispatch(string owner, SharedProgress progress)
    {
        foreach (var listener in Jobs.Of(progress.JobId))
        {
            listener.OnProgress(progress);
        }

        // Who is in both tables passes over the second by its number.
        foreach (var listener in Owners.Of(owner))
        {
            listener.OnProgress(progress);
        }
    }

    [LoggerMessage(4101, LogLevel.Error, "A live message was not brought to its readers")]
    private partial void LogDispatchFailed(Exception exception);
}
