using DocProcessing.Conformance;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Core.Tests.Jobs;

/// <summary>What queues over an engine leave to <see cref="TicketDelivery"/>.</summary>
public sealed class TicketDeliveryTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly RecordingHandler _handler;
    private readonly TicketDelivery _delivery;

    public TicketDeliveryTests()
    {
        _handler = new RecordingHandler(_clock);
        _delivery = new TicketDelivery(_handler, _clock, NullLogger.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _delivery.Dispose();

    [Fact]
    public async Task A_ticket_for_a_job_that_is_handled_is_held_back_and_follows_it()
    {
        var gate = new TaskCompletionSource();
        _handler.Work = (_, _) => gate.Task;
        var first = Ticket();
        var second = first with { Priority = JobPriority.High };
        var handling = _delivery.DeliverAsync(first);

        Assert.Null(await _delivery.DeliverAsync(second));
        Assert.Equal((1, second), (_delivery.Busy, Assert.Single(_delivery.HeldBack)));
        gate.SetResult();
        Assert.Null(await handling.WaitAsync(Patience, Token));

        Assert.Equal([first, second], _handler.Deliveries.Select(delivery => delivery.Ticket));
        Assert.False(_handler.HasOverlapped);
        Assert.Equal((0, 0), (_delivery.Busy, _handler.Places));
    }

    [Fact]
    public async Task A_ticket_that_is_held_back_can_be_removed()
    {
        var gate = new TaskCompletionSource();
        _handler.Work = (_, _) => gate.Task;
        var ticket = Ticket();
        var handling = _delivery.DeliverAsync(ticket);
        await _delivery.DeliverAsync(ticket);

        Assert.True(_delivery.Remove(ticket.JobId));
        Assert.False(_delivery.Remove(ticket.JobId));
        gate.SetResult();
        await handling.WaitAsync(Patience, Token);

        Assert.Single(_handler.Deliveries);
    }

    [Fact]
    public async Task Stopping_gives_back_what_is_held_back_and_what_comes_later()
    {
        var gate = new TaskCompletionSource();
        _handler.Work = (_, _) => gate.Task;
        var (first, later) = (Ticket(), Ticket());
        var heldBack = first with { Priority = JobPriority.High };
        var handling = _delivery.DeliverAsync(first);
        await _delivery.DeliverAsync(heldBack);

        var stopping = _delivery.StopAsync(Token);
        Assert.Equal(later, await _delivery.DeliverAsync(later));
        Assert.False(stopping.IsCompleted);
        gate.SetResult();

        Assert.Equal(heldBack, await handling.WaitAsync(Patience, Token));
        await stopping.WaitAsync(Patience, Token);
        Assert.Equal([first], _handler.Deliveries.Select(delivery => delivery.Ticket));
    }

    [Fact]
    public async Task Stopping_gives_back_a_ticket_that_waits_for_a_place()
    {
        _handler.Entrance = token => Task.Delay(Timeout.InfiniteTimeSpan, token);
        var ticket = Ticket();
        var handling = _delivery.DeliverAsync(ticket);

        await _delivery.StopAsync(Token).WaitAsync(Patience, Token);

        Assert.Equal(ticket, await handling.WaitAsync(Patience, Token));
        Assert.Empty(_handler.Deliveries);
    }

    [Fact]
    public async Task A_place_that_is_refused_is_asked_for_again()
    {
        var asked = 0;
        _handler.Entrance = _ => Interlocked.Increment(ref asked) == 1 ? throw new InvalidOperationException("No place.") : Task.CompletedTask;
        var handling = _delivery.DeliverAsync(Ticket());
        Assert.False(handling.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await handling.WaitAsync(Patience, Token));
        Assert.Single(_handler.Deliveries);
    }

    private JobTicket Ticket() => new(JobId.Create(_clock), JobPriority.Normal, _clock.GetUtcNow());
}
