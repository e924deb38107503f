using System.Buffers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using DocProcessing.Uploads;

namespace DocProcessing.AspNetCore.Tests.Uploads;

public sealed class ChunkTests
{
    private const string Route = "/api/v1/documents/upload/chunk";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chunk_is_recorded_and_answered_with_its_etag()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 2500);
        var bytes = Http.Bytes(1000);

        var response = await PostAsync(app, ("upload_id", session.Id), ("part_number", 2), ("total_parts", 3), ("chunk_hash", Md5(bytes)), ("is_final_chunk", "false"), ("chunk_file", bytes));

        var answer = await response.SucceedsAsync();
        Verified.Matches(Verified.Stable(answer), "chunk");
        Assert.Equal("\"2-tag\"", response.Headers.ETag!.Tag);
        Assert.Equal(bytes, app.Uploads.Parts[(session.Id, 2)]);
    }

    [Fact]
    public async Task Fields_may_come_after_the_file()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 700_000, 700_000);
        var bytes = Http.Bytes(700_000);

        var response = await PostAsync(app, ("chunk_file", bytes), ("chunk_hash", Sha256(bytes)), ("part_number", 1), ("upload_id", session.Id), ("total_parts", 1));

        await response.SucceedsAsync();
        Assert.Equal(bytes, app.Uploads.Parts[(session.Id, 1)]);
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "docprocessing-*.part"));
    }

    [Fact]
    public async Task A_hash_after_the_file_counts()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 1000);

        var response = await PostAsync(app, ("upload_id", session.Id), ("part_number", 1), ("chunk_file", Http.Bytes(1000)), ("chunk_hash", Md5([1])));

        await response.ProblemAsync(422, ErrorCodes.ChecksumMismatch);
        Assert.Empty(app.Uploads.Parts);
    }

    [Fact]
    public async Task Values_in_the_query_string_count_and_unknown_ones_are_passed_over()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 1000);
        using var form = Http.Form(("resumableChunkNumber", 1), ("resumableIdentifier", "1000-report"), ("file", Http.Bytes(1000)));

        var response = await app.As("alice").PostAsync($"{Route}?upload_id={session.Id}&part_number=1&flowChunkNumber=1", form, Token);

        await response.SucceedsAsync();
        Assert.Single(app.Uploads.Parts);
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1001)]
    [InlineData(300_000)]
    public async Task A_wrong_length_is_422_and_records_nothing(int length)
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 2000);

        var response = await PostAsync(app, ("upload_id", session.Id), ("part_number", 1), ("chunk_file", Http.Bytes(length)));

        await response.ProblemAsync(422, ErrorCodes.PartLengthMismatch);
        Assert.Empty(app.Uploads.Parts);
        Assert.Equal(1, app.Uploads.ReceiversDisposed);
    }

    [Fact]
    public async Task A_part_that_is_much_too_long_is_not_read_to_its_end()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 2000);
        using var body = new EndlessForm(session.Id.Value, 4L << 20);

        var response = await app.As("alice").PostAsync(Route, body, Token);

        await response.ProblemAsync(422, ErrorCodes.PartLengthMismatch);
        Assert.Equal(0, app.Uploads.BytesWritten);
    }

    [Fact]
    public async Task A_body_announced_too_long_for_the_part_in_the_query_is_422()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 2000);
        using var form = Http.Form(("chunk_file", Http.Bytes(1 << 20)));

        var response = await app.As("alice").PostAsync($"{Route}?upload_id={session.Id}&part_number=1", form, Token);

        await response.ProblemAsync(422, ErrorCodes.PartLengthMismatch);
    }

    [Fact]
    public async Task A_body_larger_than_any_chunk_is_413()
    {
        await using var app = await TestApp.StartAsync(services => services.Configure<UploadOptions>(options => (options.PartSizeBytes, options.MaxDocumentBytes) = (1 << 20, 1 << 30)));
        var session = app.Uploads.Add("alice", 2000);

        var response = await PostAsync(app, ("upload_id", session.Id), ("part_number", 1), ("chunk_file", Http.Bytes(6 << 20)));

        await response.ProblemAsync(413, HttpErrorCodes.RequestTooLarge);
    }

    [Fact]
    public async Task A_total_that_disagrees_is_422()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 2000);

        var response = await PostAsync(app, ("upload_id", session.Id), ("part_number", 1), ("total_parts", 5), ("chunk_file", Http.Bytes(1000)));

        await response.ProblemAsync(422, ErrorCodes.PartOutOfRange);
        Assert.Equal(0, app.Uploads.ReceiversDisposed);
    }

    [Fact]
    public async Task A_part_number_after_the_file_that_differs_from_the_one_before_is_refused()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 2000);

        var response = await PostAsync(app, ("upload_id", session.Id), ("part_number", 1), ("chunk_file", Http.Bytes(1000)), ("part_number", 2));

        await response.ProblemAsync(400, ErrorCodes.InvalidRequest);
        Assert.Empty(app.Uploads.Parts);
    }

    [Fact]
    public async Task A_field_of_ten_megabytes_is_413_and_is_not_kept()
    {
        await using var app = await TestApp.StartAsync(services => services.Configure<UploadOptions>(options => options.PartSizeBytes = 20 << 20));
        var session = app.Uploads.Add("alice", 20L << 20, 20 << 20);
        var before = GC.GetTotalAllocatedBytes();

        var response = await PostAsync(app, ("upload_id", session.Id), ("part_number", 1), ("note", new string('x', 10 << 20)), ("chunk_file", Http.Bytes(1000)));

        await response.ProblemAsync(413, HttpErrorCodes.FieldTooLarge);
        Assert.Equal(0, app.Uploads.ReceiversDisposed);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 70L << 20);
    }

    [Fact]
    public async Task More_than_64_fields_are_refused()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 1000);
        var fields = Enumerable.Range(0, 70).Select(number => ($"f{number}", (object)"x")).Append(("chunk_file", Http.Bytes(1000))).ToArray();

        var response = await PostAsync(app, [("upload_id", session.Id), ("part_number", 1), .. fields]);

        await response.ProblemAsync(400, ErrorCodes.InvalidRequest);
    }

    [Fact]
    public async Task Two_files_in_one_form_are_refused_and_record_nothing()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 2000);

        var response = await PostAsync(app, ("upload_id", session.Id), ("part_number", 1), ("chunk_file", Http.Bytes(1000)), ("chunk_file", Http.Bytes(1000)));

        await response.ProblemAsync(400, ErrorCodes.InvalidRequest);
        Assert.Empty(app.Uploads.Parts);
    }

    [Theory]
    [InlineData("upload_id")]
    [InlineData("part_number")]
    [InlineData("chunk_file")]
    public async Task A_missing_field_is_400_and_named(string missing)
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 1000);
        (string Name, object Value)[] all = [("upload_id", session.Id), ("part_number", 1), ("chunk_file", Http.Bytes(1000))];

        var response = await PostAsync(app, [.. all.Where(field => field.Name != missing)]);

        var problem = await response.ProblemAsync(400, ErrorCodes.InvalidRequest);
        Assert.Contains(missing, problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("part_number", "one")]
    [InlineData("part_number", "-1")]
    [InlineData("total_parts", "1.5")]
    [InlineData("chunk_hash", "abc")]
    public async Task A_malformed_value_is_400(string field, string value)
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 1000);
        (string Name, object Value)[] good = [("upload_id", session.Id), ("part_number", 1)];

        var response = await PostAsync(app, [.. good.Where(part => part.Name != field), (field, value), ("chunk_file", Http.Bytes(1000))]);

        await response.ProblemAsync(400, ErrorCodes.InvalidRequest);
    }

    [Fact]
    public async Task A_body_that_is_no_form_is_415()
    {
        await using var app = await TestApp.StartAsync();

        await (await app.As("alice").PostAsync(Route, new { part_number = 1 })).ProblemAsync(415, HttpErrorCodes.UnsupportedMediaType);
    }

    [Fact]
    public async Task Another_users_upload_does_not_exist()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("bob", 1000);

        await (await PostAsync(app, ("upload_id", session.Id), ("part_number", 1), ("chunk_file", Http.Bytes(1000)))).ProblemAsync(404, ErrorCodes.UploadNotFound);
        await (await PostAsync(app, ("upload_id", "../../etc/passwd"), ("part_number", 1), ("chunk_file", Http.Bytes(1000)))).ProblemAsync(404, ErrorCodes.UploadNotFound);
    }

    [Fact]
    public async Task A_body_that_ends_early_records_nothing_and_is_400()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 1000);
        var body = $"------boundary\r\nContent-Disposition: form-data; name=\"chunk_file\"; filename=\"a\"\r\n\r\n{new string('x', 1000)}";
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=----boundary");

        var response = await app.As("alice").PostAsync($"{Route}?upload_id={session.Id}&part_number=1", content, Token);

        await response.ProblemAsync(400, HttpErrorCodes.RequestIncomplete);
        Assert.Empty(app.Uploads.Parts);
        Assert.Equal(1, app.Uploads.ReceiversDisposed);
    }

    [Fact]
    public async Task A_client_that_goes_away_in_the_middle_records_nothing_and_frees_the_part()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 600_000, 600_000);
        var (written, freed) = (new TaskCompletionSource(), new TaskCompletionSource());
        app.Uploads.Wrap = receiver => new SignallingReceiver(receiver, written, freed);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, app.Address.Port, Token);
            var head = $"POST {Route}?upload_id={session.Id}&part_number=1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Tokens.For("alice")}\r\n"
                + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 700000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"chunk_file\"; filename=\"a\"\r\n\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Token);
            await client.GetStream().WriteAsync(Http.Bytes(300_000), Token);
            await written.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        }

        await freed.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Empty(app.Uploads.Parts);
    }

    [Theory]
    [InlineData(ErrorCategory.Busy, ErrorCodes.PartBusy, 423)]
    [InlineData(ErrorCategory.Gone, ErrorCodes.UploadExpired, 410)]
    [InlineData(ErrorCategory.Conflict, ErrorCodes.UploadCompleted, 409)]
    [InlineData(ErrorCategory.Unavailable, ErrorCodes.StorageUnavailable, 503)]
    public async Task What_the_service_refuses_has_its_status(ErrorCategory category, string code, int status)
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 1000);
        app.Uploads.Error = new DocumentProcessingException(category, code, "Not now.");

        var response = await PostAsync(app, ("upload_id", session.Id), ("part_number", 1), ("chunk_file", Http.Bytes(1000)));

        await response.ProblemAsync(status, code);
        Assert.Equal(status is 423 or 503, response.Headers.RetryAfter is not null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_temporary_disk_is_503_and_says_when_to_come_again(bool opens)
    {
        await using var app = await TestApp.StartAsync(services =>
            services.AddSingleton(new PartSpool(() => opens ? new FullDisk() : throw new UnauthorizedAccessException("/var/tmp"))));
        var session = app.Uploads.Add("alice", 1000);

        var response = await PostAsync(app, ("chunk_file", Http.Bytes(1000)), ("upload_id", session.Id), ("part_number", 1));

        await response.ProblemAsync(503, ErrorCodes.StorageUnavailable);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Empty(app.Uploads.Parts);
    }

    private static Task<HttpResponseMessage> PostAsync(TestApp app, params (string Name, object Value)[] parts) =>
        app.As("alice").PostAsync(Route, Http.Form(parts), Token);

    private static string Md5(byte[] bytes) => Convert.ToHexString(MD5.HashData(bytes));

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private sealed class SignallingReceiver(IPartReceiver inner, TaskCompletionSource written, TaskCompletionSource freed) : IPartReceiver
    {
        public long Length => inner.Length;

        public async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
        {
            await inner.WriteAsync(bytes, cancellationToken);
            written.TrySetResult();
        }

        public Task<PartReceipt> CommitAsync(Checksum? expected, CancellationToken cancellationToken) => inner.CommitAsync(expected, cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            freed.TrySetResult();
        }
    }

    private sealed class FullDisk : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("No space left on device");
    }

    /// <summary>A form whose file goes on and on, without a length told beforehand.</summary>
    private sealed class EndlessForm : HttpContent
    {
        private readonly string _uploadId;
        private readonly long _length;

        public EndlessForm(string uploadId, long length)
        {
            (_uploadId, _length) = (uploadId, length);
            Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var head = $"--b\r\nContent-Disposition: form-data; name=\"upload_id\"\r\n\r\n{_uploadId}\r\n--b\r\nContent-Disposition: form-data; name=\"part_number\"\r\n\r\n1\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"chunk_file\"; filename=\"a\"\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
            var block = new byte[64 << 10];
            try
            {
                for (long sent = 0; sent < _length; sent += block.Length)
                {
                    await stream.WriteAsync(block);
                }
            }
            catch (IOException)
            {
                // The server has answered and does not read on.
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
