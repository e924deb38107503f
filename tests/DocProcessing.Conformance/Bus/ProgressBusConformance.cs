using System.Threading.Channels;

namespace DocProcessing.Conformance;

/// <summary>What every <see cref="IProgressBus"/> promises while its server is well.</summary>
public abstract class ProgressBusConformance
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Gets how long a message may be on its way.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromSeconds(15);

    /// <summary>Makes a node's end of the bus. Calls within one test make nodes of the same bus, or return the only one.</summary>
    protected abstract Task<IProgressBus> CreateAsync();

    /// <summary>Waits until subscriptions that were just made get messages, where that takes time.</summary>
    protected virtual Task SettleAsync(IProgressBus bus) => Task.CompletedTask;

    [Fact]
    public async Task A_message_reaches_every_subscriber_on_every_node()
    {
        var (here, there) = (await CreateAsync(), await CreateAsync());
        var inboxes = new[] { await SubscribeAsync(here), await SubscribeAsync(here), await SubscribeAsync(there) };
        var message = new CancelMessage(JobId.Create(TimeProvider.System));

        await here.PublishAsync(message, Token);

        foreach (var inbox in inboxes)
        {
            Assert.Equal(message, await inbox.NextAsync(Patience));
        }
    }

    [Fact]
    public async Task Every_kind_of_message_arrives_as_it_was_sent()
    {
        var (here, there) = (await CreateAsync(), await CreateAsync());
        var inbox = await SubscribeAsync(there);
        var job = JobId.Create(TimeProvider.System);
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        BusMessage[] messages =
        [
            new CancelMessage(job),
            new NotificationMessage(new Notification("n1", "ann", "job_completed", job, DocumentId.Create(TimeProvider.System), "Done: “ü”", now)),
            new ProgressMessage("ann", new ProgressEvent
            {
                JobId = job,
                Sequence = 7,
                Status = JobStatus.Processing,
                Stage = "extraction",
                Fraction = 0.5,
                StageFraction = 0.25,
                Message = "Page 3",
                BytesProcessed = 1L << 40,
                TotalBytes = 1L << 41,
                Attempt = 2,
                Timestamp = now,
                StageRun = new StageRun("extraction", TimeSpan.FromSeconds(1.5), StageOutcome.Succeeded, now),
            }),
        ];

        foreach (var message in messages)
        {
            await here.PublishAsync(message, Token);
        }

        foreach (var message in messages)
        {
            Assert.Equal(message, await inbox.NextAsync(Patience));
        }
    }

    [Fact]
    public async Task Messages_of_one_node_arrive_in_their_order()
    {
        var (here, there) = (await CreateAsync(), await CreateAsync());
        var inbox = await SubscribeAsync(there);
        var sent = Enumerable.Range(0, 200).Select(_ => new CancelMessage(JobId.Create(TimeProvider.System))).ToList();

        foreach (var message in sent)
        {
            await here.PublishAsync(message, Token);
        }

        foreach (var message in sent)
        {
            Assert.Equal(message, await inbox.NextAsync(Patience));
        }
    }

    [Fact]
    public async Task A_handler_gets_one_message_at_a_time_when_two_are_sent_at_once()
    {
        var bus = await CreateAsync();
        var inside = 0;
        var overlapped = false;
        using var entered = new SemaphoreSlim(0);
        using var secondSent = new ManualResetEventSlim();
        using var subscription = bus.Subscribe(_ =>
        {
            overlapped |= Interlocked.Increment(ref inside) > 1;
            entered.Release();

            // Longer than a handler may take, to give the second message its chance; a bus may also make its sender wait.
            secondSent.Wait(TimeSpan.FromSeconds(1));
            Interlocked.Decrement(ref inside);
        });
        await SettleAsync(bus);

        var first = Task.Run(() => bus.PublishAsync(new CancelMessage(JobId.Create(TimeProvider.System)), Token).AsTask(), Token);
        Assert.True(await entered.WaitAsync(Patience, Token));
        var second = Task.Run(() => bus.PublishAsync(new CancelMessage(JobId.Create(TimeProvider.System)), Token).AsTask(), Token);
        await Task.WhenAny(second, entered.WaitAsync(Patience, Token));
        secondSent.Set();
        await Task.WhenAll(first, second);

        Assert.False(overlapped);
    }

    [Fact]
    public async Task A_handler_that_throws_hurts_no_other_and_gets_the_next_message_all_the_same()
    {
        var bus = await CreateAsync();
        var calls = 0;
        using var bad = bus.Subscribe(_ =>
        {
            Interlocked.Increment(ref calls);
            throw new InvalidOperationException("A handler's bug.");
        });
        var inbox = await SubscribeAsync(bus);

        for (var number = 0; number < 2; number++)
        {
            await bus.PublishAsync(new CancelMessage(JobId.Create(TimeProvider.System)), Token);
            await inbox.NextAsync(Patience);
        }

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_subscription_that_is_disposed_gets_nothing_more()
    {
        var bus = await CreateAsync();
        var ended = await SubscribeAsync(bus);
        var other = await SubscribeAsync(bus);

        ended.Subscription!.Dispose();
        ended.Subscription.Dispose();
        await bus.PublishAsync(new CancelMessage(JobId.Create(TimeProvider.System)), Token);
        await other.NextAsync(Patience);

        Assert.True(ended.IsEmpty);
    }

    [Fact]
    public async Task A_handler_may_publish_subscribe_and_end_its_own_subscription()
    {
        var bus = await CreateAsync();
        var inbox = await SubscribeAsync(bus);
        var (question, answer) = (new CancelMessage(JobId.Create(TimeProvider.System)), new CancelMessage(JobId.Create(TimeProvider.System)));
        IDisposable? own = null;
        own = bus.Subscribe(message =>
        {
            if (message == question)
            {
                own!.Dispose();
                bus.Subscribe(_ => { }).Dispose();
                _ = bus.PublishAsync(answer, CancellationToken.None).AsTask();
            }
        });
        await SettleAsync(bus);

        await bus.PublishAsync(question, Token);

        Assert.Equal(question, await inbox.NextAsync(Patience));
        Assert.Equal(answer, await inbox.NextAsync(Patience));
    }

    [Fact]
    public async Task Publishing_without_a_subscriber_is_no_error()
    {
        var bus = await CreateAsync();

        await bus.PublishAsync(new CancelMessage(JobId.Create(TimeProvider.System)), Token);
    }

    private async Task<Inbox> SubscribeAsync(IProgressBus bus)
    {
        var inbox = new Inbox();
        inbox.Subscription = bus.Subscribe(inbox.Take);
        await SettleAsync(bus);
        return inbox;
    }

    private sealed class Inbox
    {
        private readonly Channel<BusMessage> _messages = Channel.CreateUnbounded<BusMessage>();

        public IDisposable? Subscription { get; set; }

        public bool IsEmpty => !_messages.Reader.TryPeek(out _);

        public void Take(BusMessage message) => _messages.Writer.TryWrite(message);

        public Task<BusMessage> NextAsync(TimeSpan patience) => _messages.Reader.ReadAsync(Token).AsTask().WaitAsync(patience, Token);
    }
}
