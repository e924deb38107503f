using DocProcessing.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Core.Tests.Diagnostics;

/// <summary>What is remembered of the runs of stages is what the store has.</summary>
public sealed class RecentStageRunsTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Start);
    private readonly FakeHistory _history = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_look_reads_only_what_is_new()
    {
        using var recent = new RecentStageRuns(_history, _clock);
        _history.Add(Enumerable.Range(0, 1000).Select(second => Start.AddSeconds(second - 1000)));
        Assert.Equal(1000, (await recent.ReadAsync(Start.AddHours(-1), 5000, Stop)).Count);
        _clock.Advance(TimeSpan.FromSeconds(5));
        _history.Add([Start.AddSeconds(2), Start.AddSeconds(3)]);

        var runs = await recent.ReadAsync(Start.AddHours(-1).AddSeconds(5), 5000, Stop);

        Assert.Equal(_history.Newest(1002), runs);
        Assert.InRange(_history.LastRead, 2, 10);
    }

    [Fact]
    public async Task What_was_written_a_little_late_is_seen_at_once_and_nothing_twice()
    {
        using var recent = new RecentStageRuns(_history, _clock);
        _history.Add([Start, Start.AddSeconds(10)]);
        await recent.ReadAsync(Start, 100, Stop);
        _history.Add([Start.AddSeconds(7), Start.AddSeconds(10), Start.AddSeconds(11)]);

        Assert.Equal(_history.Newest(5), await recent.ReadAsync(Start, 100, Stop));
        Assert.Equal(_history.Newest(5), await recent.ReadAsync(Start, 100, Stop));
    }

    [Fact]
    public async Task A_node_whose_clock_is_ahead_hides_nobodys_runs()
    {
        using var recent = new RecentStageRuns(_history, _clock);
        _history.Add([Start.AddSeconds(40)]);
        await recent.ReadAsync(Start.AddHours(-1), 100, Stop);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _history.Add([Start.AddSeconds(1), Start.AddSeconds(9)]);
        Assert.Equal(_history.Newest(3), await recent.ReadAsync(Start.AddHours(-1), 100, Stop));
        _clock.Advance(TimeSpan.FromSeconds(10));
        _history.Add([Start.AddSeconds(19)]);

        Assert.Equal(_history.Newest(4), await recent.ReadAsync(Start.AddHours(-1), 100, Stop));
    }

    [Fact]
    public async Task What_was_written_later_or_deleted_is_seen_after_a_minute()
    {
        using var recent = new RecentStageRuns(_history, _clock);
        _history.Add([Start.AddSeconds(1), Start.AddSeconds(30)]);
        await recent.ReadAsync(Start, 100, Stop);
        _history.Clear();
        _history.Add([Start.AddSeconds(2), Start.AddSeconds(30)]);

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(_history.Newest(2), await recent.ReadAsync(Start, 100, Stop));
    }

    [Fact]
    public async Task Who_asks_for_more_gets_it_and_who_asks_for_less_gets_no_more()
    {
        using var recent = new RecentStageRuns(_history, _clock);
        _history.Add(Enumerable.Range(0, 100).Select(second => Start.AddSeconds(second)));

        Assert.Equal(_history.Newest(50), await recent.ReadAsync(Start.AddSeconds(50), 1000, Stop));
        Assert.Equal(_history.Newest(100), await recent.ReadAsync(Start, 1000, Stop));
        Assert.Equal(_history.Newest(20), await recent.ReadAsync(Start.AddSeconds(80), 1000, Stop));
        Assert.Equal(_history.Newest(10), await recent.ReadAsync(Start, 10, Stop));
        _history.Add([Start.AddSeconds(100)]);
        Assert.Equal(_history.Newest(10), await recent.ReadAsync(Start, 10, Stop));
    }

    [Fact]
    public async Task A_look_that_fails_leaves_what_is_remembered()
    {
        using var recent = new RecentStageRuns(_history, _clock);
        _history.Add([Start.AddSeconds(1)]);
        await recent.ReadAsync(Start, 100, Stop);
        _history.Failure = new StateUnavailableException("Away.");
        await Assert.ThrowsAsync<StateUnavailableException>(() => recent.ReadAsync(Start, 100, Stop));
        _history.Failure = null;
        _history.Add([Start.AddSeconds(2)]);

        Assert.Equal(_history.Newest(2), await recent.ReadAsync(Start, 100, Stop));
    }

    private sealed class FakeHistory : IProgressHistory
    {
        private readonly List<StageRun> _runs = [];

        public Exception? Failure { get; set; }

        /// <summary>Gets how many runs the newest call gave.</summary>
        public int LastRead { get; private set; }

        public void Add(IEnumerable<DateTimeOffset> finished) =>
            _runs.AddRange(finished.Select(time => new StageRun("analysis", TimeSpan.FromTicks(_runs.Count + 1), StageOutcome.Succeeded, time)).ToList());

        public void Clear() => _runs.Clear();

        public IEnumerable<StageRun> Newest(int count) => _runs.OrderByDescending(run => run.FinishedAt).Take(count);

        public Task<IReadOnlyList<StageRun>> ReadStageRunsAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken)
        {
            if (Failure is not null)
            {
                throw Failure;
            }

            var runs = Newest(int.MaxValue).Where(run => run.FinishedAt >= since).Take(limit).ToList();
            LastRead = runs.Count;
            return Task.FromResult<IReadOnlyList<StageRun>>(runs);
        }

        public Task<ProgressEvent?> TryAppendAsync(ProgressEvent progress, long? fence, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<ProgressEvent>> ReadAsync(JobId jobId, long afterSequence, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ProgressEvent?> FindLatestAsync(JobId jobId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
