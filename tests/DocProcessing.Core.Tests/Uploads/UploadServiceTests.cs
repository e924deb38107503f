using DocProcessing.Core.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using static DocProcessing.Core.Tests.Engine.TestEngine;

namespace DocProcessing.Core.Tests.Uploads;

public sealed class UploadServiceTests : IAsyncLifetime
{
    private readonly TestEngine _engine = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Parts_sent_in_parallel_and_out_of_order_become_the_document()
    {
        var content = Bytes((PartSize * 9) + 17);
        var session = await _engine.InitiateAsync(content.Length);

        await Parallel.ForEachAsync(Enumerable.Range(1, session.TotalParts).Reverse(), Token, async (number, _) =>
            await _engine.SendPartAsync(session, number, PartOf(content, session, number), Md5(PartOf(content, session, number).Span)));
        var job = await _engine.Uploads.CompleteAsync(Alice, session.Id, Token);

        Assert.Equal(10, session.TotalParts);
        Assert.Equal(JobStatus.Pending, job.Status);
        await using var stored = await _engine.Storage.OpenReadAsync(job.ContentKey, null, Token);
        using var copy = new MemoryStream();
        await stored.CopyToAsync(copy, Token);
        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public async Task A_part_with_another_checksum_is_refused_and_not_recorded()
    {
        var content = Bytes(PartSize * 2);
        var session = await _engine.InitiateAsync(content.Length);

        await RefusedAsync(ErrorCodes.ChecksumMismatch, () => _engine.SendPartAsync(session, 1, PartOf(content, session, 1), Md5("other"u8)));

        Assert.Empty((await _engine.Uploads.GetAsync(Alice, session.Id, Token)).Parts);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_part_of_another_length_is_refused_and_not_recorded(int difference)
    {
        var session = await _engine.InitiateAsync(PartSize * 2);

        await RefusedAsync(ErrorCodes.PartLengthMismatch, () => _engine.SendPartAsync(session, 1, Bytes(PartSize + difference)));

        Assert.Empty((await _engine.Uploads.GetAsync(Alice, session.Id, Token)).Parts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3)]
    public async Task A_part_number_outside_the_upload_is_refused(int number)
    {
        var session = await _engine.InitiateAsync(PartSize * 2);

        await RefusedAsync(ErrorCodes.PartOutOfRange, () => _engine.SendPartAsync(session, number, Bytes(PartSize)));
    }

    [Fact]
    public async Task Sending_an_accepted_part_again_changes_nothing()
    {
        var content = Bytes(PartSize * 2);
        var session = await _engine.InitiateAsync(content.Length);
        var first = await _engine.SendPartAsync(session, 1, PartOf(content, session, 1), Md5(PartOf(content, session, 1).Span));

        var withChecksum = await _engine.SendPartAsync(session, 1, PartOf(content, session, 1), Md5(PartOf(content, session, 1).Span));
        var without = await _engine.SendPartAsync(session, 1, PartOf(content, session, 1));

        Assert.Equal(first.Part, withChecksum.Part);
        Assert.Equal(first.Part, without.Part);
        Assert.Equal(1, without.Received.Parts);
    }

    [Fact]
    public async Task A_checksum_that_lies_about_an_accepted_part_is_found_out()
    {
        var content = Bytes(PartSize);
        var session = await _engine.InitiateAsync(content.Length);
        await _engine.SendPartAsync(session, 1, content, Md5(content));

        await RefusedAsync(ErrorCodes.ChecksumMismatch, () => _engine.SendPartAsync(session, 1, Bytes(PartSize, seed: 2), Md5(content)));
    }

    [Fact]
    public async Task Other_bytes_for_an_accepted_part_replace_it_before_complete()
    {
        var content = Bytes(PartSize * 2);
        var session = await _engine.InitiateAsync(content.Length);
        await _engine.SendPartAsync(session, 1, Bytes(PartSize, seed: 9));
        await _engine.SendPartAsync(session, 2, PartOf(content, session, 2));

        await _engine.SendPartAsync(session, 1, PartOf(content, session, 1));
        var job = await _engine.Uploads.CompleteAsync(Alice, session.Id, Token);

        await using var stored = await _engine.Storage.OpenReadAsync(job.ContentKey, null, Token);
        using var copy = new MemoryStream();
        await stored.CopyToAsync(copy, Token);
        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public async Task A_failed_re_send_leaves_the_accepted_part_whole()
    {
        var content = Bytes(PartSize);
        var session = await _engine.InitiateAsync(content.Length);
        await _engine.SendPartAsync(session, 1, content);

        await using (var receiver = await _engine.Uploads.ReceivePartAsync(Alice, session.Id, 1, null, Token))
        {
            await receiver.WriteAsync(Bytes(PartSize / 2, seed: 3), Token);
        }

        var job = await _engine.Uploads.CompleteAsync(Alice, session.Id, Token);
        await using var stored = await _engine.Storage.OpenReadAsync(job.ContentKey, null, Token);
        using var copy = new MemoryStream();
        await stored.CopyToAsync(copy, Token);
        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public async Task A_checksum_that_comes_after_the_bytes_counts_in_either_algorithm()
    {
        var content = Bytes(PartSize * 2);
        var session = await _engine.InitiateAsync(content.Length);
        await using (var receiver = await _engine.Uploads.ReceivePartAsync(Alice, session.Id, 1, null, Token))
        {
            await receiver.WriteAsync(PartOf(content, session, 1), Token);
            await receiver.CommitAsync(Sha256(PartOf(content, session, 1).Span), Token);
        }

        await using var second = await _engine.Uploads.ReceivePartAsync(Alice, session.Id, 2, null, Token);
        await second.WriteAsync(PartOf(content, session, 2), Token);
        await RefusedAsync(ErrorCodes.ChecksumMismatch, () => second.CommitAsync(Md5("other"u8), Token));
    }

    [Fact]
    public async Task A_part_that_another_request_is_sending_is_busy_until_that_request_ends()
    {
        var session = await _engine.InitiateAsync(PartSize);
        await using (await _engine.Uploads.ReceivePartAsync(Alice, session.Id, 1, null, Token))
        {
            await RefusedAsync(ErrorCodes.PartBusy, () => _engine.SendPartAsync(session, 1, Bytes(PartSize)));
        }

        await _engine.SendPartAsync(session, 1, Bytes(PartSize));
    }

    [Fact]
    public async Task Completing_names_the_parts_that_are_missing()
    {
        var session = await _engine.InitiateAsync(PartSize * 4);
        await _engine.SendPartAsync(session, 2, Bytes(PartSize));

        var refusal = await RefusedAsync(ErrorCodes.MissingParts, () => _engine.Uploads.CompleteAsync(Alice, session.Id, Token));

        Assert.Equal([1, 3, 4], Assert.IsType<IReadOnlyList<int>>(refusal.Details["missing_parts"], exactMatch: false));
    }

    [Fact]
    public async Task Completing_many_times_at_once_submits_one_job_once()
    {
        var session = await _engine.InitiateAsync(PartSize);
        await _engine.SendPartAsync(session, 1, Bytes(PartSize));

        var jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _engine.Uploads.CompleteAsync(Alice, session.Id, Token)));

        Assert.Single(jobs.Select(job => job.Id).Distinct());
        var history = await _engine.Jobs.GetHistoryAsync(Alice, session.JobId, 0, 100, Token);
        Assert.Single(history, progress => progress.Status == JobStatus.Pending);
    }

    [Fact]
    public async Task Cancelling_drops_the_parts_and_the_job()
    {
        var session = await _engine.InitiateAsync(PartSize * 2);
        await _engine.SendPartAsync(session, 1, Bytes(PartSize));

        var cancelled = await _engine.Uploads.CancelAsync(Alice, session.Id, Token);
        await _engine.Uploads.CancelAsync(Alice, session.Id, Token);

        Assert.True(cancelled.BytesReleased);
        Assert.Equal(JobStatus.Cancelled, (await _engine.FindAsync(session.JobId)).Status);
        Assert.Empty(await _engine.Storage.ListMultipartAsync(string.Empty, Token).ToListAsync(Token));
        await RefusedAsync(ErrorCodes.UploadCancelled, () => _engine.SendPartAsync(session, 2, Bytes(PartSize)));
        await RefusedAsync(ErrorCodes.UploadCancelled, () => _engine.Uploads.CompleteAsync(Alice, session.Id, Token));
    }

    [Fact]
    public async Task Cancelling_while_a_part_is_on_its_way_takes_no_part()
    {
        var session = await _engine.InitiateAsync(PartSize * 2);
        await using var receiver = await _engine.Uploads.ReceivePartAsync(Alice, session.Id, 1, null, Token);
        await receiver.WriteAsync(Bytes(PartSize), Token);

        await _engine.Uploads.CancelAsync(Alice, session.Id, Token);

        var refusal = await Assert.ThrowsAnyAsync<DocumentProcessingException>(() => receiver.CommitAsync(null, Token));
        Assert.Contains(refusal.Category, new[] { ErrorCategory.Gone, ErrorCategory.NotFound });
    }

    [Fact]
    public async Task An_abandoned_upload_expires_with_its_bytes()
    {
        var session = await _engine.InitiateAsync(PartSize * 2);
        await _engine.SendPartAsync(session, 1, Bytes(PartSize));
        _engine.Clock.Advance(TimeSpan.FromHours(23));
        await _engine.SendPartAsync(session, 2, Bytes(PartSize));
        _engine.Clock.Advance(TimeSpan.FromHours(2));
        await _engine.HousekeepAsync();
        Assert.Equal(JobStatus.Uploading, (await _engine.FindAsync(session.JobId)).Status);

        _engine.Clock.Advance(TimeSpan.FromHours(23));
        await _engine.HousekeepAsync();

        Assert.Equal(JobStatus.Expired, (await _engine.FindAsync(session.JobId)).Status);
        Assert.Empty(await _engine.Storage.ListMultipartAsync(string.Empty, Token).ToListAsync(Token));
        await RefusedAsync(ErrorCodes.UploadExpired, () => _engine.Uploads.GetAsync(Alice, session.Id, Token));
    }

    [Fact]
    public async Task Another_users_upload_does_not_exist()
    {
        var session = await _engine.InitiateAsync(PartSize);

        await RefusedAsync(ErrorCodes.UploadNotFound, () => _engine.Uploads.GetAsync(Bob, session.Id, Token));
        await RefusedAsync(ErrorCodes.UploadNotFound, () => _engine.SendPartAsync(session, 1, Bytes(PartSize), caller: Bob));
        await RefusedAsync(ErrorCodes.UploadNotFound, () => _engine.Uploads.CompleteAsync(Bob, session.Id, Token));
        await RefusedAsync(ErrorCodes.UploadNotFound, () => _engine.Uploads.CancelAsync(Bob, session.Id, Token));
        Assert.Empty(await _engine.Uploads.ListActiveAsync(Bob, Token));
        Assert.Single(await _engine.Uploads.ListActiveAsync(Alice, Token));
    }

    [Fact]
    public async Task An_idempotency_key_makes_initiate_repeatable_for_the_same_document_only()
    {
        var first = await _engine.Uploads.InitiateAsync(Alice, Document(size: 100), "key", Token);
        var again = await _engine.Uploads.InitiateAsync(Alice, Document(size: 100), "key", Token);
        var others = await _engine.Uploads.InitiateAsync(Bob, Document(size: 100), "key", Token);

        Assert.Equal(first.Id, again.Id);
        Assert.NotEqual(first.Id, others.Id);
        await RefusedAsync(ErrorCodes.IdempotencyConflict, () => _engine.Uploads.InitiateAsync(Alice, Document(size: 101), "key", Token));
    }

    [Fact]
    public async Task A_user_may_have_only_so_many_open_uploads()
    {
        await using var engine = new TestEngine(builder => builder.Services.Configure<UploadOptions>(options => options.MaxOpenUploadsPerUser = 2));
        await engine.InitiateAsync(10);
        var second = await engine.InitiateAsync(10);

        await RefusedAsync(ErrorCodes.TooManyUploads, () => engine.InitiateAsync(10));
        await engine.InitiateAsync(10, Bob);
        await engine.Uploads.CancelAsync(Alice, second.Id, Token);
        await engine.InitiateAsync(10);
    }

    [Theory]
    [InlineData("../../etc/passwd", ErrorCodes.InvalidFileName)]
    [InlineData("a\\b.txt", ErrorCodes.InvalidFileName)]
    [InlineData("a\u0000b.txt", ErrorCodes.InvalidFileName)]
    [InlineData("line\nbreak.txt", ErrorCodes.InvalidFileName)]
    [InlineData("exe.\u202Etxt", ErrorCodes.InvalidFileName)]
    [InlineData("..", ErrorCodes.InvalidFileName)]
    [InlineData("  ", ErrorCodes.InvalidFileName)]
    public async Task A_name_that_is_no_plain_file_name_is_refused(string name, string code) =>
        await RefusedAsync(code, () => _engine.Uploads.InitiateAsync(Alice, Document(name, size: 10), null, Token));

    [Fact]
    public async Task Sizes_out_of_bounds_are_refused_before_any_byte_arrives()
    {
        await RefusedAsync(ErrorCodes.EmptyFile, () => _engine.InitiateAsync(0));
        await RefusedAsync(ErrorCodes.FileTooLarge, () => _engine.InitiateAsync(11L << 30));
        await RefusedAsync(ErrorCodes.UseChunkedUpload, () => _engine.Uploads.UploadAsync(Alice, Document(size: 101L << 20), Stream.Null, Token));
        await RefusedAsync(ErrorCodes.TypeNotAllowed, () => _engine.Uploads.InitiateAsync(Alice, Document(size: 1) with { ContentType = "video/mp4" }, null, Token));
    }

    [Fact]
    public async Task A_whole_document_that_turns_out_empty_or_too_large_leaves_nothing_behind()
    {
        await using var engine = new TestEngine(builder => builder.Services.Configure<UploadOptions>(options => options.SimpleUploadMaxBytes = 1000));

        await RefusedAsync(ErrorCodes.EmptyFile, () => engine.SubmitAsync(string.Empty));
        await RefusedAsync(ErrorCodes.UseChunkedUpload, () => engine.SubmitAsync(new string('x', 1001)));

        Assert.Empty(await engine.ObjectsAsync());
    }

    [Fact]
    public async Task A_whole_document_that_is_cancelled_while_it_arrives_leaves_nothing_behind()
    {
        var started = new TaskCompletionSource();
        var letGo = new TaskCompletionSource();
        var upload = _engine.Uploads.UploadAsync(Alice, Document(), new HeldStream(started, letGo.Task), Token);
        await started.Task;
        var job = Assert.Single((await _engine.Jobs.ListAsync(Alice, new JobQuery(), Token)).Jobs);

        await _engine.Jobs.CancelAsync(Alice, job.Id, Token);
        letGo.SetResult();

        await RefusedAsync(ErrorCodes.UploadCancelled, () => upload);
        Assert.Empty(await _engine.ObjectsAsync());
        Assert.Equal(JobStatus.Cancelled, (await _engine.FindAsync(job.Id)).Status);
    }

    [Fact]
    public async Task Initiating_while_the_store_is_away_leaves_no_session_that_counts_as_open()
    {
        var faults = new StorageFaults();
        await using var engine = new TestEngine(builder =>
        {
            builder.Services.Configure<UploadOptions>(options => options.MaxOpenUploadsPerUser = 2);
            faults.Wrap(builder.Services);
        });
        faults.FailInitiate = true;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await RefusedAsync(ErrorCodes.StorageUnavailable, () => engine.InitiateAsync(PartSize));
        }

        faults.FailInitiate = false;
        var session = await engine.InitiateAsync(PartSize);
        Assert.Equal(UploadStatus.Open, session.Status);
    }

    [Fact]
    public async Task Initiating_with_a_key_goes_on_where_an_outage_of_the_store_left_it()
    {
        var faults = new StorageFaults();
        await using var engine = new TestEngine(builder => faults.Wrap(builder.Services));
        faults.FailInitiate = true;
        await RefusedAsync(ErrorCodes.StorageUnavailable, () => engine.Uploads.InitiateAsync(Alice, Document(size: 10), "key", Token));

        faults.FailInitiate = false;
        var session = await engine.Uploads.InitiateAsync(Alice, Document(size: 10), "key", Token);

        Assert.Equal(UploadStatus.Open, session.Status);
        Assert.Single((await engine.Jobs.ListAsync(Alice, new JobQuery(), Token)).Jobs);
    }
}
