using System.Text.Json.Serialization;

namespace DocProcessing;

/// <summary>The slot that brings live messages to every node. Messages may be lost; history and records are the truth.</summary>
public interface IProgressBus
{
    /// <summary>Sends a message to every subscriber on every node.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the message is on its way.</returns>
    ValueTask PublishAsync(BusMessage message, CancellationToken cancellationToken);

    /// <summary>Subscribes to all messages.</summary>
    /// <param name="handler">Takes each message, one at a time in order of publishing by one node; returns at once and does not throw.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    IDisposable Subscribe(Action<BusMessage> handler);
}

/// <summary>A message on the bus.</summary>
[JsonDerivedType(typeof(ProgressMessage), "progress")]
[JsonDerivedType(typeof(CancelMessage), "cancel")]
[JsonDerivedType(typeof(NotificationMessage), "notification")]
[JsonDerivedType(typeof(GapMessage), "gap")]
public abstract record BusMessage;

/// <summary>A job went on.</summary>
/// <param name="Owner">Whose job it is.</param>
/// <param name="Progress">The stored event.</param>
public sealed record ProgressMessage(string Owner, ProgressEvent Progress) : BusMessage;

/// <summary>A running job is to stop: the node that runs it stops it.</summary>
/// <param name="JobId">The job.</param>
public sealed record CancelMessage(JobId JobId) : BusMessage;

/// <summary>Something for a user to know.</summary>
/// <param name="Notification">What.</param>
public sealed record NotificationMessage(Notification Notification) : BusMessage;

/// <summary>Messages may have been lost: whoever must not miss anything looks it up, in records and history.</summary>
/// <param name="Since">The time from which on they may be missing.</param>
public sealed record GapMessage(DateTimeOffset Since) : BusMessage;
