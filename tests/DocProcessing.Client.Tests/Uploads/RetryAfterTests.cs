using System.Threading.Channels;
using DocProcessing.Client.Tests.Hosting;
using DocProcessing.Testing;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Client.Tests.Uploads;

public sealed class RetryAfterTests(ClientHost shared) : ClientTest(shared)
{
    [Theory(Timeout = 60_000)]
    [InlineData(429, false)]
    [InlineData(503, true)]
    public async Task The_host_is_not_asked_again_before_it_wants_to_be(int status, bool asDate)
    {
        var clock = new WatchedTime();
        var wait = TimeSpan.FromSeconds(77);
        var refused = 0;
        Proxy.Plan = (_, _, _) => Interlocked.Exchange(ref refused, 1) == 0
            ? new RequestFault(RequestFaultKind.Refuse, Status: status, RetryAfter: asDate ? clock.At(wait).ToString("R") : "77")
            : RequestFault.None;

        var asked = NewClient(clock: clock).Jobs.ListAsync().ToListAsync().AsTask();
        var timer = await clock.NextTimerAsync(due => due != TimeSpan.FromMinutes(5));
        Assert.InRange(timer, TimeSpan.FromSeconds(77), TimeSpan.FromSeconds(78));

        clock.Advance(TimeSpan.FromSeconds(76.9));
        Assert.Single(Proxy.Requests);
        Assert.False(asked.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1.2));

        Assert.Empty(await asked);
        Assert.Equal(2, Proxy.Requests.Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_its_wish_the_waits_grow_to_their_limit_and_then_the_error_is_told()
    {
        var clock = new WatchedTime();
        Proxy.Plan = (_, _, _) => new RequestFault(RequestFaultKind.Refuse, Status: 503);
        var asked = NewClient(options => (options.MaxRetries, options.RetryMaxDelay) = (5, TimeSpan.FromSeconds(3)), clock).Jobs.GetAsync("any");

        foreach (var longest in new[] { 0.5, 1, 2, 3, 3 })
        {
            var timer = await clock.NextTimerAsync(due => due != TimeSpan.FromMinutes(5));
            Assert.InRange(timer.TotalSeconds, longest / 2, longest);
            clock.Advance(timer + TimeSpan.FromMilliseconds(1));
        }

        var error = await Assert.ThrowsAsync<DocumentProcessingClientException>(() => asked);
        Assert.True(error.IsTransient);
        Assert.Equal(6, Proxy.Requests.Count);
    }

    /// <summary>A clock that stands, and tells who waits for it.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

        public WatchedTime()
            : base(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
        {
        }

        public DateTimeOffset At(TimeSpan wait) => GetUtcNow() + wait;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _timers.Writer.TryWrite(dueTime);
            return timer;
        }

        public async Task<TimeSpan> NextTimerAsync(Func<TimeSpan, bool> wanted)
        {
            while (true)
            {
                var due = await _timers.Reader.ReadAsync(Cancelled);
                if (wanted(due))
                {
                    return due;
                }
            }
        }
    }
}
