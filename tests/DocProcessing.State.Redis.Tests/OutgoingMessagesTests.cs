namespace DocProcessing.Redis.Tests;

/// <summary>What is kept while nothing can be sent.</summary>
public sealed class OutgoingMessagesTests : IDisposable
{
    private readonly OutgoingMessages _outgoing = new(coalesceFrom: 10, capacity: 20, TimeProvider.System);

    public void Dispose() => _outgoing.Dispose();

    [Fact]
    public void Little_is_kept_as_it_came()
    {
        var job = JobId.Create(TimeProvider.System);
        var sent = Enumerable.Range(1, 9).Select(number => Progress(job, number)).ToList<BusMessage>();
        sent.Insert(5, new CancelMessage(job));

        sent.ForEach(_outgoing.Add);

        Assert.Equal(sent, Taken());
    }

    [Fact]
    public void Of_much_the_newest_progress_of_each_job_is_kept_and_all_else()
    {
        var jobs = Enumerable.Range(0, 3).Select(_ => JobId.Create(TimeProvider.System)).ToList();
        for (var number = 1; number <= 100; number++)
        {
            jobs.ForEach(job => _outgoing.Add(Progress(job, number)));
        }

        jobs.ForEach(job => _outgoing.Add(Progress(job, 101, JobStatus.Completed)));
        var kept = Taken();

        Assert.InRange(kept.Count, 6, 13);
        Assert.Equal(jobs.Select(job => Progress(job, 101, JobStatus.Completed)), kept.TakeLast(3));
        Assert.All(jobs, job => Assert.Contains(Progress(job, 100), kept));
        Assert.DoesNotContain(kept, message => message is GapMessage);
    }

    [Fact]
    public void Too_much_loses_progress_first_then_the_oldest_and_says_so_once()
    {
        for (var number = 0; number < 30; number++)
        {
            _outgoing.Add(Progress(JobId.Create(TimeProvider.System), 1));
        }

        var ends = Enumerable.Range(0, 15).Select(_ => Progress(JobId.Create(TimeProvider.System), 2, JobStatus.Failed)).ToList();
        ends.ForEach(_outgoing.Add);
        var kept = Taken();

        Assert.InRange(kept.Count, 20, 21);
        Assert.Single(kept, message => message is GapMessage);
        Assert.Equal(ends, kept.Where(message => message is ProgressMessage { Progress.Status: JobStatus.Failed }));
    }

    [Fact]
    public void More_ends_than_it_holds_are_still_bounded_and_told()
    {
        for (var number = 0; number < 100; number++)
        {
            _outgoing.Add(Progress(JobId.Create(TimeProvider.System), 2, JobStatus.Completed));
        }

        var kept = Taken();
        Assert.InRange(kept.Count, 20, 21);
        Assert.Single(kept, message => message is GapMessage);
    }

    private static ProgressMessage Progress(JobId job, long sequence, JobStatus status = JobStatus.Processing) =>
        new("ann", new ProgressEvent { JobId = job, Sequence = sequence, Status = status });

    private List<BusMessage> Taken()
    {
        var taken = _outgoing.Take(int.MaxValue);
        Assert.Equal(taken.Select(message => message.Number).Order(), taken.Select(message => message.Number));
        return taken.ConvertAll(message => message.Message);
    }
}
