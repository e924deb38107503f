namespace DocProcessing.Conformance.State;

/// <content>The parts of a session.</content>
public abstract partial class UploadSessionStoreConformance
{
    [Fact]
    public async Task A_recorded_part_is_found_as_it_was_given()
    {
        var session = await CreateSessionAsync(status: UploadStatus.Open);
        var part = Sample.Part(2);

        Assert.Equal(new ReceivedParts(1, 10), await State.Sessions.TryRecordPartAsync(session.Id, part, Now, Stop));

        Same(part, await State.Sessions.FindPartAsync(session.Id, 2, Stop));
        Assert.Null(await State.Sessions.FindPartAsync(session.Id, 1, Stop));
        Assert.Null(await State.Sessions.FindPartAsync(session.Id, 3, Stop));
    }

    [Fact]
    public async Task A_part_without_checksum_stays_without()
    {
        var session = await CreateSessionAsync(status: UploadStatus.Open);
        await State.Sessions.TryRecordPartAsync(session.Id, Sample.Part(1) with { Checksum = null }, Now, Stop);

        Assert.Null((await State.Sessions.FindPartAsync(session.Id, 1, Stop))!.Checksum);
    }

    [Fact]
    public async Task Recording_a_part_moves_the_expiry_and_keeps_the_version()
    {
        var session = await CreateSessionAsync(status: UploadStatus.Open);
        var expiry = session.ExpiresAt.AddMinutes(7).AddTicks(10);

        await State.Sessions.TryRecordPartAsync(session.Id, Sample.Part(1), expiry, Stop);

        Same(session with { ExpiresAt = expiry }, await State.Sessions.FindAsync(session.Id, Stop));
        Assert.NotNull(await State.Sessions.TryUpdateAsync(session with { ExpiresAt = expiry, Status = UploadStatus.Completed }, Stop));
    }

    [Fact]
    public async Task A_session_that_a_part_has_prolonged_is_not_ended_by_one_who_read_it_before()
    {
        var session = await CreateSessionAsync(status: UploadStatus.Open);
        var job = await State.Jobs.FindAsync(session.JobId, Stop);
        await State.Sessions.TryRecordPartAsync(session.Id, Sample.Part(1), session.ExpiresAt.AddHours(1), Stop);

        Assert.Null(await State.Sessions.TryUpdateAsync(session with { Status = UploadStatus.Expired }, Stop));
        Assert.Null(await State.Sessions.TryUpdateAsync(
            session with { Status = UploadStatus.Expired }, job! with { Status = JobStatus.Expired }, Sample.Event(session.JobId, Clock, JobStatus.Expired), Stop));
        Assert.Equal(UploadStatus.Open, (await State.Sessions.FindAsync(session.Id, Stop))!.Status);
    }

    [Fact]
    public async Task A_part_recorded_again_replaces_the_older_one()
    {
        var session = await CreateSessionAsync(status: UploadStatus.Open);
        await State.Sessions.TryRecordPartAsync(session.Id, Sample.Part(1), Now, Stop);
        await State.Sessions.TryRecordPartAsync(session.Id, Sample.Part(2), Now, Stop);

        Assert.Equal(new ReceivedParts(2, 14), await State.Sessions.TryRecordPartAsync(session.Id, Sample.Part(2, length: 4), Now, Stop));
        Same(Sample.Part(2, length: 4), await State.Sessions.FindPartAsync(session.Id, 2, Stop));
    }

    [Theory]
    [InlineData(UploadStatus.Initiating)]
    [InlineData(UploadStatus.Completed)]
    [InlineData(UploadStatus.Cancelled)]
    [InlineData(UploadStatus.Expired)]
    public async Task A_session_that_is_not_open_takes_no_parts(UploadStatus status)
    {
        var session = await CreateSessionAsync(status: status);

        Assert.Null(await State.Sessions.TryRecordPartAsync(session.Id, Sample.Part(1), Now.AddDays(1), Stop));
        Assert.Null(await State.Sessions.FindPartAsync(session.Id, 1, Stop));
        Same(session, await State.Sessions.FindAsync(session.Id, Stop));
    }

    [Fact]
    public async Task Parts_recorded_at_the_same_time_are_all_on_record()
    {
        var session = await CreateSessionAsync(status: UploadStatus.Open);

        var received = await Task.WhenAll(Enumerable.Range(1, 60).Select(number =>
            Task.Run(() => State.Sessions.TryRecordPartAsync(session.Id, Sample.Part(number, number), Now, Stop), Stop)));

        Assert.Equal(new ReceivedParts(60, 60 * 61 / 2), received.MaxBy(parts => parts!.Value.Parts));
        Assert.Equal(Enumerable.Range(1, 60), received.Select(parts => parts!.Value.Parts).Order());
        Assert.Equal(Enumerable.Range(1, 60), (await State.Sessions.ListPartsAsync(session.Id, Stop)).Select(part => part.Number));
    }

    [Fact]
    public async Task Parts_are_listed_by_number()
    {
        var session = await CreateSessionAsync(status: UploadStatus.Open);
        foreach (var number in new[] { 2, 10, 3, 1 })
        {
            await State.Sessions.TryRecordPartAsync(session.Id, Sample.Part(number), Now, Stop);
        }

        Assert.Equal([1, 2, 3, 10], (await State.Sessions.ListPartsAsync(session.Id, Stop)).Select(part => part.Number));
    }

    [Fact]
    public async Task Forgotten_parts_are_off_the_record()
    {
        var session = await CreateSessionAsync(status: UploadStatus.Open);
        foreach (var number in new[] { 1, 2, 3 })
        {
            await State.Sessions.TryRecordPartAsync(session.Id, Sample.Part(number), Now, Stop);
        }

        await State.Sessions.ForgetPartsAsync(session.Id, [1, 3, 9], Stop);

        Assert.Equal([2], (await State.Sessions.ListPartsAsync(session.Id, Stop)).Select(part => part.Number));
        Assert.Equal(new ReceivedParts(1, 10), Assert.Single(await State.Sessions.ListOpenAsync(Owner, 10, Stop)).Received);
        Assert.Equal(new ReceivedParts(2, 20), await State.Sessions.TryRecordPartAsync(session.Id, Sample.Part(1), Now, Stop));
    }
}
