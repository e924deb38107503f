using System.Collections.Concurrent;
using DocProcessing.Testing;

namespace DocProcessing.Conformance.State;

/// <summary>A state on a server that stops, is killed, or is not there yet: calls fail as unavailable, and go again by themselves.</summary>
public abstract class StateOutageConformance : IAsyncLifetime
{
    private const int Writers = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Service? _server;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected Service Server => _server!;

    /// <summary>Gets more parts than are recorded while the server ends and comes again.</summary>
    protected abstract int Parts { get; }

    /// <summary>Starts the server, empty.</summary>
    protected abstract Task<Service> StartServerAsync();

    /// <summary>Makes a node on the server, which may be away.</summary>
    protected abstract StateSlots OpenNode();

    /// <summary>Closes the nodes.</summary>
    protected abstract ValueTask CloseNodesAsync();

    public virtual async ValueTask InitializeAsync() => _server = await StartServerAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await CloseNodesAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_acknowledged_is_there_after_the_server_ended_amid_calls_and_calls_go_again(bool killed)
    {
        var state = OpenNode();
        var session = await OpenSessionAsync(state);
        using var enough = new CancellationTokenSource();
        var load = new Load(state, session, Parts);
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => load.WriteAsync(writer, enough.Token), Stop)).ToList();
        await WaitForAsync(() => load.Acknowledged.Count > 50);

        if (killed)
        {
            Server.Kill();
            await WaitForAsync(() => load.Unavailable > Writers);
        }
        else
        {
            await Server.StopAsync();
        }

        await Server.StartAsync();
        var before = load.Acknowledged.Count;
        await WaitForAsync(() => load.Acknowledged.Count > before + 50);
        await enough.CancelAsync();
        await Task.WhenAll(writers);

        Assert.Empty(load.OtherErrors);
        Assert.True(load.Unavailable > 0);
        var recorded = (await state.Sessions.ListPartsAsync(session.Id, Stop)).Select(part => part.Number).ToHashSet();
        Assert.Empty(load.Acknowledged.Except(recorded));

        // What was not acknowledged may be there; the sums agree all the same.
        Assert.Equal(recorded.Count, Assert.Single(await state.Sessions.ListOpenAsync("alice", 5, Stop)).Received.Parts);
    }

    [Fact]
    public async Task A_node_that_calls_before_its_server_is_there_comes_to_work_with_it()
    {
        var state = OpenNode();
        await Server.StopAsync();
        await Assert.ThrowsAsync<StateUnavailableException>(() => state.Jobs.ListRunnableAsync(1, Stop));

        await Server.StartAsync();

        await WaitForAsync(async () => (await state.Jobs.ListRunnableAsync(1, Stop)).Count == 0);
    }

    protected static async Task<UploadSession> OpenSessionAsync(StateSlots state)
    {
        var clock = TimeProvider.System;
        var session = Sample.Session(clock, "alice", 10_000);
        var created = await state.Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, clock), 5, Stop);
        return (await state.Sessions.TryUpdateAsync(created! with { Status = UploadStatus.Open }, Stop))!;
    }

    protected static Task WaitForAsync(Func<bool> condition) => WaitForAsync(() => Task.FromResult(condition()));

    /// <summary>Waits until a condition holds; while the store cannot tell, it does not.</summary>
    protected static async Task WaitForAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(Patience);
        while (!await IsMetAsync(condition))
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private static async Task<bool> IsMetAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (StateUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Records the parts of a session, by several writers, and remembers what was acknowledged.</summary>
    private sealed class Load(StateSlots state, UploadSession session, int parts)
    {
        private readonly ConcurrentDictionary<int, bool> _acknowledged = [];
        private readonly ConcurrentBag<Exception> _others = [];
        private int _unavailable;

        public ICollection<int> Acknowledged => _acknowledged.Keys;

        public IReadOnlyCollection<Exception> OtherErrors => _others;

        public int Unavailable => Volatile.Read(ref _unavailable);

        public async Task WriteAsync(int writer, CancellationToken enough)
        {
            for (var number = writer + 1; number <= parts && !enough.IsCancellationRequested; number += Writers)
            {
                try
                {
                    await state.Sessions.TryRecordPartAsync(session.Id, Sample.Part(number), session.ExpiresAt, Stop);
                    _acknowledged[number] = true;
                    await state.History.FindLatestAsync(session.JobId, Stop);
                }
                catch (StateUnavailableException exception) when (exception.RetryAfter > TimeSpan.Zero)
                {
                    Interlocked.Increment(ref _unavailable);
                    await Task.Delay(20, Stop);
                }
                catch (Exception exception)
                {
                    _others.Add(exception);
                }
            }
        }
    }
}
