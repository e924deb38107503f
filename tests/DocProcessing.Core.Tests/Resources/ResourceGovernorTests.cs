using DocProcessing.Resources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Core.Tests.Resources;

public sealed class ResourceGovernorTests : IDisposable
{
    private const long Megabyte = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeSampler _sampler = new();
    private readonly List<ResourceGovernor> _governors = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _governors.ForEach(governor => governor.Dispose());

    [Fact]
    public async Task One_job_may_run_however_little_is_free()
    {
        var governor = Create();
        _sampler.MemoryBytes = long.MaxValue / 2;
        Work(governor, seconds: 10, share: 1);

        using var place = await governor.EnterAsync(Token).AsTask().WaitAsync(Patience, Token);

        Assert.Equal((1, false), (governor.Current.RunningJobs, governor.Current.Throttled));
    }

    [Fact]
    public void Jobs_start_side_by_side_while_there_is_room()
    {
        var governor = Create();
        Work(governor, seconds: 10, share: 0.5);

        for (var number = 1; number <= 5; number++)
        {
            Assert.True(governor.EnterAsync(Token).AsTask().IsCompletedSuccessfully);
            Assert.Equal(number, governor.Current.RunningJobs);
        }

        Assert.Equal(0.5, governor.Current.CpuFraction, tolerance: 0.05);
    }

    [Fact]
    public async Task While_the_processors_are_busy_the_next_job_waits_and_starts_when_they_are_not()
    {
        var governor = Create();
        using var first = await governor.EnterAsync(Token);
        Work(governor, seconds: 10, share: 0.95);

        var second = governor.EnterAsync(Token).AsTask();
        Work(governor, seconds: 5, share: 0.95);
        Assert.False(second.IsCompleted);
        Assert.True(governor.Current.Throttled);

        Work(governor, seconds: 5, share: 0.1);
        using var place = await second.WaitAsync(Patience, Token);
        Assert.Equal((2, false), (governor.Current.RunningJobs, governor.Current.Throttled));
    }

    [Fact]
    public async Task One_busy_second_holds_nothing_up()
    {
        var governor = Create();
        using var first = await governor.EnterAsync(Token);
        Work(governor, seconds: 20, share: 0.2);

        Work(governor, seconds: 1, share: 1);

        Assert.True(governor.EnterAsync(Token).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task At_a_threshold_of_one_the_processors_hold_nothing_up()
    {
        var governor = Create(options => options.CpuThrottleThreshold = 1);
        using var first = await governor.EnterAsync(Token);

        Work(governor, seconds: 60, share: 1);

        Assert.True(governor.EnterAsync(Token).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task While_memory_leaves_no_room_for_a_task_the_next_job_waits()
    {
        var governor = Create(options => (options.MaxMemoryMegabytes, options.MaxMemoryMegabytesPerTask) = (1000, 100));
        using var first = await governor.EnterAsync(Token);
        _sampler.MemoryBytes = 901 * Megabyte;
        _clock.Advance(Second);

        var second = governor.EnterAsync(Token).AsTask();
        _clock.Advance(Second);
        Assert.False(second.IsCompleted);

        _sampler.MemoryBytes = 899 * Megabyte;
        _clock.Advance(Second);
        using var place = await second.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task On_a_small_machine_a_quarter_of_the_limit_is_room_enough()
    {
        _sampler.AvailableMemoryBytes = 2000 * Megabyte;
        var governor = Create();
        using var first = await governor.EnterAsync(Token);

        _sampler.MemoryBytes = 1300 * Megabyte;
        _clock.Advance(Second);
        Assert.True(governor.EnterAsync(Token).AsTask().IsCompletedSuccessfully);

        // Three quarters of 90 % of 2000 MiB.
        _sampler.MemoryBytes = 1351 * Megabyte;
        _clock.Advance(Second);
        Assert.False(governor.EnterAsync(Token).AsTask().IsCompleted);
    }

    [Fact]
    public async Task The_end_of_the_only_running_job_lets_the_next_in_at_once()
    {
        var governor = Create();
        var first = await governor.EnterAsync(Token);
        Work(governor, seconds: 10, share: 1);
        var second = governor.EnterAsync(Token).AsTask();
        var third = governor.EnterAsync(Token).AsTask();

        first.Dispose();
        first.Dispose();

        using var place = await second.WaitAsync(Patience, Token);
        Assert.False(third.IsCompleted);
        Assert.Equal(1, governor.Current.RunningJobs);
    }

    [Fact]
    public async Task Waiting_jobs_start_one_at_each_sample_in_their_order()
    {
        var governor = Create();
        using var first = await governor.EnterAsync(Token);
        Work(governor, seconds: 10, share: 1);
        var waiting = Enumerable.Range(0, 3).Select(_ => governor.EnterAsync(Token).AsTask()).ToList();
        _sampler.Busy = 0;

        // The smoothed use falls below the threshold within the first sample already.
        for (var started = 1; started <= 3; started++)
        {
            _clock.Advance(Second);
            await waiting[started - 1].WaitAsync(Patience, Token);
            Assert.All(waiting.Skip(started), task => Assert.False(task.IsCompleted));
        }
    }

    [Fact]
    public async Task A_cancelled_wait_takes_no_place()
    {
        var governor = Create();
        var first = await governor.EnterAsync(Token);
        Work(governor, seconds: 10, share: 1);
        using var caller = new CancellationTokenSource();
        var waiting = governor.EnterAsync(caller.Token).AsTask();
        var behind = governor.EnterAsync(Token).AsTask();

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        first.Dispose();

        using var place = await behind.WaitAsync(Patience, Token);
        Assert.Equal((1, false), (governor.Current.RunningJobs, governor.Current.Throttled));
    }

    [Fact]
    public async Task Nothing_is_sampled_while_nobody_asks()
    {
        var governor = Create();
        using var first = await governor.EnterAsync(Token);
        Work(governor, seconds: 10, share: 1);
        using (var caller = new CancellationTokenSource())
        {
            var waiting = governor.EnterAsync(caller.Token).AsTask();
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        var reads = _sampler.Reads;
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(reads, _sampler.Reads);
    }

    [Fact]
    public void The_environment_sets_the_options_and_the_process_is_measured()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            [new("CPU_THROTTLE_THRESHOLD", "0.5"), new("MAX_MEMORY_MB_PER_TASK", "64")]).Build());
        services.AddSingleton(typeof(Microsoft.Extensions.Logging.ILogger<>), typeof(NullLogger<>));
        services.AddResourceGovernor();
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<ResourceOptions>>().Value;
        var usage = provider.GetRequiredService<ResourceGovernor>().Current;

        Assert.Equal((0.5, 64), (options.CpuThrottleThreshold, options.MaxMemoryMegabytesPerTask));
        Assert.InRange(usage.MemoryBytes, Megabyte, long.MaxValue);
        Assert.InRange(usage.CpuFraction, 0, 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_threshold_that_is_no_share_stops_the_host(double threshold)
    {
        var services = new ServiceCollection();
        services.AddResourceGovernor().Configure<ResourceOptions>(options => options.CpuThrottleThreshold = threshold);
        using var provider = services.BuildServiceProvider();

        Assert.Throws<OptionsValidationException>(() => (object)provider.GetRequiredService<IOptions<ResourceOptions>>().Value);
    }

    private ResourceGovernor Create(Action<ResourceOptions>? configure = null)
    {
        var options = new ResourceOptions();
        configure?.Invoke(options);
        _sampler.Clock = _clock;
        var governor = new ResourceGovernor(Options.Create(options), _sampler, _clock, NullLogger<ResourceGovernor>.Instance);
        _governors.Add(governor);
        return governor;
    }

    private void Work(ResourceGovernor governor, int seconds, double share)
    {
        _sampler.Busy = share;
        for (var second = 0; second < seconds; second++)
        {
            _clock.Advance(Second);
            _ = governor.Current;
        }
    }

    /// <summary>A process whose use of the processors is a share of the fake clock's time.</summary>
    private sealed class FakeSampler : IResourceSampler
    {
        private TimeSpan _cpuTime;
        private DateTimeOffset? _since;

        public TimeProvider Clock { get; set; } = TimeProvider.System;

        public double Busy
        {
            get;
            set
            {
                Accrue();
                field = value;
            }
        }

        public int Reads { get; private set; }

        public long MemoryBytes { get; set; } = 100 * Megabyte;

        public int Processors => 4;

        public long AvailableMemoryBytes { get; set; } = 16_000 * Megabyte;

        public ResourceSample Read()
        {
            Reads++;
            Accrue();
            return new ResourceSample(_cpuTime, MemoryBytes);
        }

        private void Accrue()
        {
            var now = Clock.GetUtcNow();
            _cpuTime += (now - (_since ?? now)) * Busy * Processors;
            _since = now;
        }
    }
}
