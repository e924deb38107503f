using Microsoft.Extensions.Logging;

namespace DocProcessing;

/// <summary>
/// Brings the tickets that an engine has chosen to a handler, and keeps what every queue promises beyond its engine: a place for each ticket,
/// never one job twice at the same time in this process, and a stop that tells the handlers and waits for them.
/// </summary>
/// <remarks>For adapters over a job engine. One serves the workers of one start.</remarks>
/// <param name="handler">Takes the tickets.</param>
/// <param name="clock">Times the pauses after an error.</param>
/// <param name="logger">Is told of handlers that fail.</param>
public sealed partial class TicketDelivery(IJobTicketHandler handler, TimeProvider clock, ILogger logger) : IDisposable
{
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<JobId, JobTicket?> _running = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the number of jobs that are being handled.</summary>
    public int Busy
    {
        get
        {
            lock (_gate)
            {
                return _running.Count;
            }
        }
    }

    /// <summary>Gets the tickets that wait until the handler of their own job returns. They are in no engine.</summary>
    public IReadOnlyList<JobTicket> HeldBack
    {
        get
        {
            lock (_gate)
            {
                return [.. _running.Values.OfType<JobTicket>()];
            }
        }
    }

    /// <summary>Handles a ticket, and then any that came for the same job meanwhile.</summary>
    /// <param name="ticket">The ticket. Its time has come.</param>
    /// <returns>A ticket that must go back into the engine, since the workers stop; <see langword="null"/> when none must.</returns>
    /// <remarks>A ticket for a job that is being handled is held back, and this returns at once.</remarks>
    public async Task<JobTicket?> DeliverAsync(JobTicket ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
            {
                return ticket;
            }

            if (!_running.TryAdd(ticket.JobId, null))
            {
                _running[ticket.JobId] = ticket;
                return null;
            }
        }

        var next = ticket;
        while (next is not null && await HandleAsync(next))
        {
            next = TakeHeldBack(ticket.JobId);
        }

        if (next is not null)
        {
            next = TakeHeldBack(ticket.JobId, andEnd: true) ?? next;
        }

        return next;
    }

    /// <summary>Takes a ticket out that is held back.</summary>
    /// <param name="id">The job.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(JobId id)
    {
        lock (_gate)
        {
            if (_running.GetValueOrDefault(id) is null)
            {
                return false;
            }

            _running[id] = null;
            return true;
        }
    }

    /// <summary>Tells the handlers to stop, and waits for them.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when no handler runs.</returns>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync();
        }

        lock (_gate)
        {
            EndIfLast();
        }

        await _ended.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <returns>Whether the ticket is done with.</returns>
    private async Task<bool> HandleAsync(JobTicket ticket)
    {
        if (await EnterAsync() is not { } entered)
        {
            return false;
        }

        using var place = entered;
        if (_stopping.IsCancellationRequested)
        {
            return false;
        }

        try
        {
            await handler.HandleAsync(ticket, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The job was given back.
        }
        catch (Exception exception)
        {
            LogHandlerFailed(exception, ticket.JobId);
        }

        return true;
    }

    private async Task<IDisposable?> EnterAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                return await handler.EnterAsync(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception exception)
            {
                LogPlaceFailed(exception);
                await Task.Delay(PauseAfterError, clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    /// <summary>Takes the ticket that came meanwhile; when there is none, or the end is asked for, the job is no longer handled here.</summary>
    private JobTicket? TakeHeldBack(JobId id, bool andEnd = false)
    {
        lock (_gate)
        {
            var heldBack = _running[id];
            if (heldBack is null || andEnd)
            {
                _running.Remove(id);
                EndIfLast();
            }
            else
            {
                _running[id] = null;
            }

            return heldBack;
        }
    }

    private void EndIfLast()
    {
        if (_stopping.IsCancellationRequested && _running.Count == 0)
        {
            _ended.TrySetResult();
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The handler of job {JobId} failed; its worker goes on.")]
    private partial void LogHandlerFailed(Exception exception, JobId jobId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "A worker found no place for a job; it tries again.")]
    private partial void LogPlaceFailed(Exception exception);
}
