using DocProcessing.Conformance;
using DocProcessing.InProcess;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Core.Tests.InProcess;

/// <summary>Queues that break one promise each: the suite must say so.</summary>
public sealed class BrokenQueueTests
{
    public static TheoryData<string, string> Breaks => new()
    {
        { nameof(JobQueueConformance.A_ticket_is_delivered_whether_the_workers_start_before_it_or_after), nameof(TicketFate.Lose) },
        { nameof(JobQueueConformance.A_job_whose_ticket_comes_again_while_it_is_handled_is_handled_again_after_that), nameof(TicketFate.Duplicate) },
        { nameof(JobQueueConformance.Tickets_of_one_priority_are_delivered_in_their_order), nameof(TicketFate.Overtake) },
        { nameof(JobQueueConformance.Waiting_tickets_are_delivered_by_priority), nameof(ForgetsPriority) },
        { nameof(JobQueueConformance.A_ticket_is_never_delivered_before_its_time_and_holds_up_no_other), nameof(ForgetsTime) },
        { nameof(JobQueueConformance.A_removed_ticket_is_not_delivered), nameof(RemovesNothing) },
        { nameof(JobQueueConformance.As_many_tickets_are_handled_at_the_same_time_as_there_are_workers_and_never_more), nameof(StartsTooMany) },
        { nameof(JobQueueConformance.Stopping_tells_the_handlers_and_waits_for_them), nameof(StopsWithoutWaiting) },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_broken_promise_fails_its_test(string test, string broken)
    {
        Assert.Null(await SuiteRun.FailureOfAsync(() => new Suite(queue => queue, TimeSpan.FromSeconds(15)), test));

        Assert.NotNull(await SuiteRun.FailureOfAsync(() => new Suite(queue => Break(broken, queue), TimeSpan.FromSeconds(1)), test));
    }

    private static IJobQueue Break(string how, IJobQueue queue) => how switch
    {
        nameof(ForgetsPriority) => new ForgetsPriority(queue),
        nameof(ForgetsTime) => new ForgetsTime(queue),
        nameof(RemovesNothing) => new RemovesNothing(queue),
        nameof(StartsTooMany) => new StartsTooMany(queue),
        nameof(StopsWithoutWaiting) => new StopsWithoutWaiting(queue),
        _ => new FaultyQueue(queue, (_, number) => number == 1 ? Enum.Parse<TicketFate>(how) : TicketFate.Deliver),
    };

    private sealed class Suite(Func<IJobQueue, IJobQueue> wrap, TimeSpan patience) : JobQueueConformance
    {
        private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

        protected override TimeProvider Clock => _clock;

        protected override TimeSpan Patience => patience;

        protected override Task<IJobQueue> CreateAsync() => Task.FromResult(
            wrap(new InProcessJobQueue(Options.Create(new InProcessQueueOptions()), _clock, NullLogger<InProcessJobQueue>.Instance)));

        protected override Task AdvanceAsync(TimeSpan time)
        {
            _clock.Advance(time);
            return Task.CompletedTask;
        }
    }

    private sealed class ForgetsPriority(IJobQueue inner) : QueueDecorator(inner)
    {
        public override Task EnqueueAsync(JobTicket ticket, CancellationToken cancellationToken) =>
            base.EnqueueAsync(ticket with { Priority = JobPriority.Normal }, cancellationToken);
    }

    private sealed class ForgetsTime(IJobQueue inner) : QueueDecorator(inner)
    {
        public override async Task EnqueueAsync(JobTicket ticket, CancellationToken cancellationToken)
        {
            await base.EnqueueAsync(ticket with { NotBefore = DateTimeOffset.MinValue }, cancellationToken);

            // A worker that is slow to take it would keep the promise by chance.
            while (await GetStatisticsAsync(cancellationToken) is { } now && (now.Busy > 0 || now.Waiting.Values.Sum() > 0))
            {
                await Task.Yield();
            }
        }
    }

    private sealed class RemovesNothing(IJobQueue inner) : QueueDecorator(inner)
    {
        public override Task<bool> RemoveAsync(JobId id, CancellationToken cancellationToken) => Task.FromResult(true);
    }

    private sealed class StartsTooMany(IJobQueue inner) : QueueDecorator(inner)
    {
        public override Task StartWorkersAsync(IJobTicketHandler handler, int workers, CancellationToken cancellationToken) =>
            base.StartWorkersAsync(handler, workers + 1, cancellationToken);
    }

    private sealed class StopsWithoutWaiting(IJobQueue inner) : QueueDecorator(inner)
    {
        public override Task StopWorkersAsync(CancellationToken cancellationToken)
        {
            _ = base.StopWorkersAsync(cancellationToken);
            return Task.CompletedTask;
        }
    }
}
