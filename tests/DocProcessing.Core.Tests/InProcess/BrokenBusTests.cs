using DocProcessing.Conformance;

namespace DocProcessing.Core.Tests.InProcess;

/// <summary>A bus as one writes it first: the suite must find what is wrong with it.</summary>
public sealed class BrokenBusTests
{
    [Theory]
    [InlineData(nameof(ProgressBusConformance.A_handler_gets_one_message_at_a_time_when_two_are_sent_at_once))]
    [InlineData(nameof(ProgressBusConformance.A_handler_that_throws_hurts_no_other_and_gets_the_next_message_all_the_same))]
    [InlineData(nameof(ProgressBusConformance.A_handler_may_publish_subscribe_and_end_its_own_subscription))]
    [InlineData(nameof(ProgressBusConformance.A_subscription_that_is_disposed_gets_nothing_more))]
    public async Task A_broken_promise_fails_its_test(string test) =>
        Assert.NotNull(await SuiteRun.FailureOfAsync(() => new Suite(), test));

    private sealed class Suite : ProgressBusConformance
    {
        private readonly NaiveBus _bus = new();

        protected override TimeSpan Patience => TimeSpan.FromSeconds(1);

        protected override Task<IProgressBus> CreateAsync() => Task.FromResult<IProgressBus>(_bus);
    }

    private sealed class NaiveBus : IProgressBus
    {
        private readonly List<Action<BusMessage>> _handlers = [];

        public ValueTask PublishAsync(BusMessage message, CancellationToken cancellationToken)
        {
            foreach (var handler in _handlers)
            {
                handler(message);
            }

            return ValueTask.CompletedTask;
        }

        public IDisposable Subscribe(Action<BusMessage> handler)
        {
            _handlers.Add(handler);
            return new MemoryStream();
        }
    }
}
