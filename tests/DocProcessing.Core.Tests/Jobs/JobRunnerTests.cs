using DocProcessing.Core.Tests.Engine;
using DocProcessing.Jobs;
using Microsoft.Extensions.DependencyInjection;
using static DocProcessing.Core.Tests.Engine.TestEngine;

namespace DocProcessing.Core.Tests.Jobs;

public sealed class JobRunnerTests : IAsyncLifetime
{
    private readonly StageScript _script = new();
    private readonly TestEngine _engine;

    public JobRunnerTests()
    {
        _engine = new TestEngine(builder =>
        {
            builder.Services.AddSingleton(_script);
            builder.AddStage<ScriptedStage>(StageScript.StageName, after: StageNames.Extraction);
        });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_document_passes_all_stages_and_is_found()
    {
        var job = await _engine.SubmitAsync("The heron counts its tides.\nA second line.");

        var done = await _engine.RunAsync(job.Id);

        Assert.Equal(JobStatus.Completed, done.Status);
        Assert.Equal(
            [StageNames.Upload, StageNames.Validation, StageNames.Extraction, StageScript.StageName, StageNames.Analysis, StageNames.Indexing, StageNames.Completion],
            done.CompletedStages);
        var hit = Assert.Single(await _engine.Documents.SearchAsync(Alice, "\"counts its tides\"", 10, 0, Token));
        Assert.Equal(job.DocumentId, hit.DocumentId);
        Assert.Empty(await _engine.Documents.SearchAsync(Bob, "tides", 10, 0, Token));
        var analysis = await _engine.Documents.GetAnalysisAsync(Alice, job.DocumentId, Token);
        Assert.Equal((8, "A. Writer"), (analysis.WordCount, Assert.Single(analysis.Authors)));
    }

    [Fact]
    public async Task Events_are_numbered_without_gaps_rise_and_end_with_one_terminal_event()
    {
        var job = await _engine.SubmitAsync("text");
        await _engine.RunAsync(job.Id);

        var history = await _engine.Jobs.GetHistoryAsync(Alice, job.Id, 0, 100, Token);

        Assert.Equal(Enumerable.Range(1, history.Count).Select(number => (long)number), history.Select(progress => progress.Sequence));
        Assert.Equal(history.Select(progress => progress.Fraction).Order(), history.Select(progress => progress.Fraction));
        Assert.Equal(history[^1], Assert.Single(history, progress => progress.Status.IsTerminal()));
        Assert.Equal(1, history[^1].Fraction);
    }

    [Fact]
    public async Task A_store_that_is_out_of_reach_costs_no_attempt_until_it_has_been_waited_for_long_enough()
    {
        _script.Act = (_, _) => throw new StorageUnavailableException("The store is away.") { RetryAfter = TimeSpan.FromSeconds(30) };
        var job = await _engine.SubmitAsync("text");
        for (var outage = 0; outage < 10; outage++)
        {
            var waiting = await _engine.RunAsync(job.Id);
            Assert.Equal((JobStatus.Pending, 1, ErrorCodes.StorageUnavailable), (waiting.Status, waiting.Attempt, waiting.Error!.Code));
            Assert.Equal(_engine.Clock.GetUtcNow() + TimeSpan.FromSeconds(30), waiting.NotBefore);
            _engine.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        _engine.Clock.Advance(TimeSpan.FromDays(1));
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await _engine.RunAsync(job.Id);
            _engine.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(JobStatus.Failed, (await _engine.FindAsync(job.Id)).Status);
    }

    [Fact]
    public async Task A_failed_stage_is_retried_from_where_it_failed_and_never_too_early()
    {
        _script.Act = (_, _) => _script.Runs < 3 ? throw new InvalidOperationException("secret path") : Task.CompletedTask;
        var job = await _engine.SubmitAsync("text");

        var failed = await _engine.RunAsync(job.Id);
        Assert.Equal((JobStatus.Pending, 2, StageScript.StageName), (failed.Status, failed.Attempt, failed.Stage));
        Assert.Equal([StageNames.Upload, StageNames.Validation, StageNames.Extraction], failed.CompletedStages);
        Assert.InRange(failed.NotBefore - _engine.Clock.GetUtcNow(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.DoesNotContain("secret", failed.Error!.Message, StringComparison.Ordinal);

        var early = await _engine.RunAsync(job.Id);
        Assert.Equal(failed.Version, early.Version);

        _engine.Clock.Advance(TimeSpan.FromSeconds(2));
        var again = await _engine.RunAsync(job.Id);
        Assert.Equal((JobStatus.Pending, 3), (again.Status, again.Attempt));

        _engine.Clock.Advance(TimeSpan.FromSeconds(4));
        var done = await _engine.RunAsync(job.Id);
        Assert.Equal((JobStatus.Completed, 3), (done.Status, _script.Runs));
        Assert.Null(done.Error);
    }

    [Fact]
    public async Task A_job_fails_after_its_last_attempt_and_can_be_run_again()
    {
        _script.Act = (_, _) => throw new InvalidOperationException();
        var job = await _engine.SubmitAsync("text");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await _engine.RunAsync(job.Id);
            _engine.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        var failed = await _engine.FindAsync(job.Id);
        Assert.Equal((JobStatus.Failed, 3, ErrorCodes.StageFailed, true), (failed.Status, _script.Runs, failed.Error!.Code, failed.Error.Retryable));

        _script.Act = (_, _) => Task.CompletedTask;
        var pending = await _engine.Jobs.RetryAsync(Alice, job.Id, Token);
        Assert.Equal((JobStatus.Pending, 1), (pending.Status, pending.Attempt));
        Assert.Equal(JobStatus.Completed, (await _engine.RunAsync(job.Id)).Status);
        await RefusedAsync(ErrorCodes.JobStatusConflict, () => _engine.Jobs.RetryAsync(Alice, job.Id, Token));
    }

    [Fact]
    public async Task A_rejected_document_is_never_tried_again_and_leaves_no_artifacts()
    {
        _script.Act = (_, _) => throw new DocumentRejectedException(RejectionReasons.Damaged, "broken");
        var job = await _engine.SubmitAsync("text");

        var rejected = await _engine.RunAsync(job.Id);

        Assert.Equal((JobStatus.Rejected, RejectionReasons.Damaged, false), (rejected.Status, rejected.Error!.Code, rejected.Error.Retryable));
        await _engine.DeliverAsync(job.Id);
        Assert.Equal(1, _script.Runs);
        await RefusedAsync(ErrorCodes.JobStatusConflict, () => _engine.Jobs.RetryAsync(Alice, job.Id, Token));
    }

    [Fact]
    public async Task A_waiting_job_that_is_cancelled_never_starts()
    {
        var job = await _engine.SubmitAsync("text");

        await _engine.Jobs.CancelAsync(Alice, job.Id, Token);
        await _engine.DeliverAsync(job.Id);

        var cancelled = await _engine.FindAsync(job.Id);
        Assert.Equal((JobStatus.Cancelled, 0), (cancelled.Status, _script.Runs));
        Assert.Null(cancelled.StartedAt);
        Assert.Equal(cancelled, await _engine.Jobs.CancelAsync(Alice, job.Id, Token));
    }

    [Fact]
    public async Task A_running_job_that_is_cancelled_stops_at_once()
    {
        _script.Act = (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation);
        var job = await _engine.SubmitAsync("text");
        var run = _engine.DeliverAsync(job.Id);
        await _script.Started.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);

        var asked = await _engine.Jobs.CancelAsync(Alice, job.Id, Token);
        await run.WaitAsync(TimeSpan.FromSeconds(10), Token);

        Assert.Equal((JobStatus.Processing, true), (asked.Status, asked.CancelRequested));
        Assert.Equal(JobStatus.Cancelled, (await _engine.FindAsync(job.Id)).Status);
    }

    [Fact]
    public async Task A_cancel_that_the_bus_loses_arrives_with_the_renewal_of_the_lease()
    {
        _script.Act = (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation);
        var job = await _engine.SubmitAsync("text");
        var run = _engine.DeliverAsync(job.Id);
        await _script.Started.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
        var running = await _engine.FindAsync(job.Id);
        Assert.NotNull(await _engine.JobStore.TryUpdateAsync(running with { CancelRequested = true }, null, Token));

        _engine.Clock.Advance(TimeSpan.FromSeconds(10));
        await run.WaitAsync(TimeSpan.FromSeconds(10), Token);

        Assert.Equal(JobStatus.Cancelled, (await _engine.FindAsync(job.Id)).Status);
    }

    [Fact]
    public async Task A_stage_that_takes_too_long_is_stopped_and_tried_again()
    {
        _script.Act = (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation);
        var job = await _engine.SubmitAsync("text");
        var run = _engine.DeliverAsync(job.Id);
        await _script.Started.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);

        _engine.Clock.Advance(TimeSpan.FromMinutes(31));
        await run.WaitAsync(TimeSpan.FromSeconds(10), Token);

        var pending = await _engine.FindAsync(job.Id);
        Assert.Equal((JobStatus.Pending, ErrorCodes.StageTimeout, 2), (pending.Status, pending.Error!.Code, pending.Attempt));
    }

    [Fact]
    public async Task A_stage_that_ignores_its_token_is_left_behind_and_can_store_nothing()
    {
        var letGo = new TaskCompletionSource();
        var late = new TaskCompletionSource<Exception?>();
        _script.Act = async (context, _) =>
        {
            await letGo.Task;
            late.SetResult(await Record.ExceptionAsync(() =>
                context.WriteArtifactAsync("late", (stream, token) => stream.WriteAsync(new byte[10], token).AsTask(), CancellationToken.None)));
        };
        var job = await _engine.SubmitAsync("text");
        var run = _engine.DeliverAsync(job.Id);
        await _script.Started.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);

        await _engine.Jobs.CancelAsync(Alice, job.Id, Token);
        await AdvanceUntilAsync(run, TimeSpan.FromSeconds(1));
        letGo.SetResult();

        Assert.IsType<OperationCanceledException>(await late.Task.WaitAsync(TimeSpan.FromSeconds(10), Token));
        Assert.Equal(JobStatus.Cancelled, (await _engine.FindAsync(job.Id)).Status);
        Assert.DoesNotContain(await _engine.ObjectsAsync(), key => key.EndsWith("/late", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_artifact_that_is_still_being_written_when_its_stage_is_left_behind_does_not_stay()
    {
        var letGo = new TaskCompletionSource();
        var late = new TaskCompletionSource<Exception?>();
        _script.Act = async (context, _) => late.SetResult(await Record.ExceptionAsync(() => context.WriteArtifactAsync(
            "late",
            async (stream, token) =>
            {
                await stream.WriteAsync(new byte[10], token);
                await letGo.Task;
            },
            CancellationToken.None)));
        var job = await _engine.SubmitAsync("text");
        var run = _engine.DeliverAsync(job.Id);
        await _script.Started.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);

        await _engine.Jobs.CancelAsync(Alice, job.Id, Token);
        await AdvanceUntilAsync(run, TimeSpan.FromSeconds(1));
        letGo.SetResult();

        Assert.IsType<OperationCanceledException>(await late.Task.WaitAsync(TimeSpan.FromSeconds(10), Token));
        Assert.DoesNotContain(await _engine.ObjectsAsync(), key => key.EndsWith("/late", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_can_change_nothing()
    {
        Job? successor = null;
        _script.Act = async (context, _) =>
        {
            if (successor is null)
            {
                await context.WriteArtifactAsync("mine", (stream, token) => stream.WriteAsync(new byte[10], token).AsTask(), CancellationToken.None);
                var present = await _engine.FindAsync(context.Job.Id);
                await _engine.JobStore.TryUpdateAsync(present with { Lease = new JobLease("gone", _engine.Clock.GetUtcNow()) }, null, Token);
                successor = await _engine.JobStore.TryLeaseAsync(context.Job.Id, "successor", TimeSpan.FromSeconds(30), Token);
            }
        };
        var job = await _engine.SubmitAsync("text");

        await _engine.DeliverAsync(job.Id);

        var present = await _engine.FindAsync(job.Id);
        Assert.NotNull(successor);
        Assert.Equal((JobStatus.Processing, successor.Fence, "successor"), (present.Status, present.Fence, present.Lease!.Worker));
        Assert.DoesNotContain(StageScript.StageName, present.CompletedStages);
        Assert.DoesNotContain(await _engine.ObjectsAsync(), key => key.EndsWith("/mine", StringComparison.Ordinal));

        _engine.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(JobStatus.Completed, (await _engine.RunAsync(job.Id)).Status);
    }

    [Fact]
    public async Task A_job_that_its_node_gives_back_counts_neither_attempt_nor_delivery()
    {
        using var shutdown = new CancellationTokenSource();
        _script.Act = (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation);
        var job = await _engine.SubmitAsync("text");
        var run = _engine.DeliverUntilAsync(job.Id, shutdown.Token);
        await _script.Started.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);

        await shutdown.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(10), Token);

        var pending = await _engine.FindAsync(job.Id);
        Assert.Equal((JobStatus.Pending, 1, 0), (pending.Status, pending.Attempt, pending.Deliveries));
        _script.Act = (_, _) => Task.CompletedTask;
        Assert.Equal(JobStatus.Completed, (await _engine.RunAsync(job.Id)).Status);
    }

    [Fact]
    public async Task A_job_that_kills_its_workers_fails_after_so_many_deliveries()
    {
        var job = await _engine.SubmitAsync("text");
        for (var delivery = 0; delivery < 10; delivery++)
        {
            // A worker that leases the job and dies.
            Assert.NotNull(await _engine.JobStore.TryLeaseAsync(job.Id, "victim", TimeSpan.FromSeconds(1), Token));
            _engine.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        var failed = await _engine.RunAsync(job.Id);

        Assert.Equal((JobStatus.Failed, ErrorCodes.DeliveryLimit, 0), (failed.Status, failed.Error!.Code, _script.Runs));
    }

    [Fact]
    public async Task Artifacts_of_an_attempt_that_failed_do_not_stay()
    {
        _script.Act = async (context, _) =>
        {
            await context.WriteArtifactAsync("extra", (stream, token) => stream.WriteAsync(new byte[10], token).AsTask(), Token);
            if (_script.Runs == 1)
            {
                throw new InvalidOperationException();
            }
        };
        var job = await _engine.SubmitAsync("text");
        await _engine.RunAsync(job.Id);
        _engine.Clock.Advance(TimeSpan.FromSeconds(2));

        var done = await _engine.RunAsync(job.Id);

        Assert.Equal(
            done.Artifacts.Values.Append(done.ContentKey).Select(key => key.Value).Order(StringComparer.Ordinal),
            await _engine.ObjectsAsync());
    }

    [Fact]
    public async Task An_artifact_whose_writer_fails_is_not_stored()
    {
        _script.Act = (context, _) => context.WriteArtifactAsync(
            "half",
            async (stream, token) =>
            {
                await stream.WriteAsync(new byte[200_000], token);
                throw new DocumentRejectedException(RejectionReasons.Damaged, "cut off");
            },
            Token);
        var job = await _engine.SubmitAsync("text");

        var rejected = await _engine.RunAsync(job.Id);

        Assert.Equal((JobStatus.Rejected, RejectionReasons.Damaged), (rejected.Status, rejected.Error!.Code));
        Assert.DoesNotContain(await _engine.ObjectsAsync(), key => key.EndsWith("/half", StringComparison.Ordinal));
    }

    private async Task AdvanceUntilAsync(Task task, TimeSpan step)
    {
        // The run reaches its wait on the clock at a moment of its own; time passes until it has.
        for (var round = 0; round < 500 && !task.IsCompleted; round++)
        {
            _engine.Clock.Advance(step);
            await Task.WhenAny(task, Task.Delay(10, Token));
        }

        await task.WaitAsync(TimeSpan.FromSeconds(1), Token);
    }
}
