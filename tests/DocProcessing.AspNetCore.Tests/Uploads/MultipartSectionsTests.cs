using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using DocProcessing.Uploads;

namespace DocProcessing.AspNetCore.Tests.Uploads;

/// <summary>Bodies that arrive in pieces of every size, through a real pipe.</summary>
public sealed class MultipartSectionsTests
{
    private const string Boundary = "b-7";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(5_000)]
    public async Task Sections_come_out_byte_for_byte_whatever_the_pieces(int piece)
    {
        // Beginnings of the delimiter, and all of it but for the end.
        var tricky = Encoding.ASCII.GetBytes("\r\n--b-\r\n--b\r\r\n\r\n--b-8--\r\n-");
        byte[][] contents = [[], [13], tricky, .. Enumerable.Range(1, 3).Select(seed => Http.Bytes(3_000 * seed)), tricky];

        var read = await ReadAllAsync(Body(contents), piece);

        Assert.Equal(contents, read.Select(section => section.Content));
        Assert.All(read, (section, index) => Assert.Equal(($"form-data; name=f{index}", "text/plain"), (section.Disposition, section.Type)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("To whom it may concern\r\n")]
    [InlineData("--b-\r\n")]
    public async Task What_stands_before_the_first_delimiter_is_passed_over(string preamble)
    {
        var body = Encoding.ASCII.GetBytes(preamble).Concat(Body([[1, 2, 3]])).ToArray();

        Assert.Equal([1, 2, 3], Assert.Single(await ReadAllAsync(body, piece: 3)).Content);
    }

    [Theory]
    [InlineData("--b-7\r\nno colon\r\n\r\nx\r\n--b-7--")]
    [InlineData("--b-7 but\r\n\r\nx\r\n--b-7--")]
    public async Task A_malformed_body_is_refused(string body) =>
        Assert.Equal(ErrorCodes.InvalidRequest, (await RefusedAsync(Encoding.ASCII.GetBytes(body))).Code);

    [Fact]
    public async Task Headers_without_end_are_refused_and_not_kept()
    {
        Assert.Equal(ErrorCodes.InvalidRequest, (await RefusedAsync(Encoding.ASCII.GetBytes("--b-7\r\nX: " + new string('x', 20_000)))).Code);
        Assert.Equal(ErrorCodes.InvalidRequest, (await RefusedAsync(Encoding.ASCII.GetBytes("--b-7\r\n" + string.Concat(Enumerable.Repeat("X: x\r\n", 20)) + "\r\n"))).Code);
        Assert.Equal(ErrorCodes.InvalidRequest, (await RefusedAsync([.. new byte[20_000], .. Body([[1]])])).Code);
    }

    [Fact]
    public async Task A_body_that_is_cut_anywhere_is_incomplete()
    {
        var body = Body([Http.Bytes(50), [1]]);
        for (var length = 0; length < body.Length - 4; length++)
        {
            Assert.Equal(HttpErrorCodes.RequestIncomplete, (await RefusedAsync(body[..length])).Code);
        }
    }

    private static async Task<DocumentProcessingException> RefusedAsync(byte[] body) =>
        await Assert.ThrowsAsync<DocumentProcessingException>(() => ReadAllAsync(body, piece: 700));

    private static async Task<List<(string? Disposition, string? Type, byte[] Content)>> ReadAllAsync(byte[] body, int piece)
    {
        var pipe = new Pipe();
        var sending = SendAsync(pipe.Writer, body, piece);
        using var source = new RequestBody(pipe.Reader, TimeSpan.FromMinutes(1), TimeProvider.System);
        var sections = new MultipartSections(source, Boundary);
        var read = new List<(string?, string?, byte[])>();
        while (await sections.NextSectionAsync(Token) is { } section)
        {
            using var content = new MemoryStream();
            await section.Content.CopyToAsync(content, Token);
            read.Add((section.ContentDisposition, section.ContentType, content.ToArray()));
        }

        await sending;
        return read;
    }

    private static async Task SendAsync(PipeWriter writer, byte[] body, int piece)
    {
        foreach (var bytes in body.Chunk(piece))
        {
            await writer.WriteAsync(bytes, Token);
        }

        await writer.CompleteAsync();
    }

    private static byte[] Body(byte[][] contents)
    {
        var body = new MemoryStream();
        for (var index = 0; index < contents.Length; index++)
        {
            body.Write(Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=f{index}\r\nContent-Type: text/plain\r\n\r\n"));
            body.Write(contents[index]);
            body.Write("\r\n"u8);
        }

        body.Write(Encoding.ASCII.GetBytes($"--{Boundary}--"));
        return body.ToArray();
    }
}
