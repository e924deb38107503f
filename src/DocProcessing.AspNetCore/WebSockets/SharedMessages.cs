using System.Text.Json;
using DocProcessing.Jobs;

namespace DocProcessing.WebSockets;

/// <summary>An event with its text, which is written once for all who read it.</summary>
internal sealed class SharedProgress(ProgressEvent progress)
{
    private byte[]? _text;

    public ProgressEvent Event { get; } = progress;

    public JobId JobId => Event.JobId;

    public bool IsTerminal => Event.Status.IsTerminal();

    /// <summary>Gets the <c>job_progress</c> message. Asked for once a reader, so it costs nothing once it is written.</summary>
    public ReadOnlyMemory<byte> Text => _text ?? Interlocked.CompareExchange(ref _text, Write(), null) ?? _text;

    private byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(new JobProgressMessage(JobId.Value, JobViews.Of(Event)), HttpJson.Wire.JobProgressMessage);
}

/// <summary>A notification with its text.</summary>
internal sealed class SharedNotification(Notification notification)
{
    private byte[]? _text;

    public Notification Notification { get; } = notification;

    public ReadOnlyMemory<byte> Text => _text ?? Interlocked.CompareExchange(ref _text, Write(), null) ?? _text;

    private byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new NotificationSocketMessage(
            Notification.Id,
            Notification.Kind,
            Notification.JobId.Value,
            Notification.DocumentId.Value,
            Notification.Message,
            Notification.Timestamp),
        HttpJson.Wire.NotificationSocketMessage);
}

/// <summary>Takes what the bus brings. Returns at once and does not throw.</summary>
internal interface IProgressListener
{
    void OnProgress(SharedProgress progress);

    void OnNotification(SharedNotification notification);

    /// <summary>Hears that messages since a time may be lost.</summary>
    void OnGap(DateTimeOffset since);
}
