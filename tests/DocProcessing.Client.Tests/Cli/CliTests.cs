using System.Text;
using DocProcessing.Client.Tests.Hosting;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.Testing;

namespace DocProcessing.Client.Tests.Cli;

public sealed class CliTests(ClientHost shared) : ClientTest(shared)
{
    [Fact(Timeout = 120_000)]
    public async Task A_user_signs_in_uploads_watches_and_finds()
    {
        var login = await RunAsync(0, null, ["login", "--user", User.User]);
        Assert.DoesNotContain("eyJ", string.Concat(login.Lines), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Files.FullName, "docprocessing", "logins.json")));
        }


        var file = Path.Combine(Files.FullName, "mark.txt");
        await File.WriteAllBytesAsync(file, Prose.Bytes(1, 200_000, "the ferry hums at dawn"), Cancelled);
        var upload = await RunAsync(0, null, ["upload", file, "--watch", "--priority", "high"]);
        Assert.Contains($"{file}: 100 % sent", upload.Lines);
        Assert.Contains(upload.Lines, line => line.StartsWith($"{file}: extraction (", StringComparison.Ordinal));
        Assert.Equal($"{file}: completed", upload.Lines[^1]);

        var search = await RunAsync(0, null, ["search", "\"ferry hums\""]);
        Assert.Contains("mark.txt", search.Lines[0], StringComparison.Ordinal);
        Assert.Contains("ferry hums", search.Lines[1], StringComparison.Ordinal);
        var status = await RunAsync(0, null, ["status"]);
        Assert.Contains("\tcompleted\t100\t", Assert.Single(status.Lines), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Standard_input_is_uploaded_and_json_is_one_object_a_line()
    {
        var bytes = Prose.Bytes(2, 150_000);

        await using var upload = CliProcess.Start(Files, User.Token, ["upload", "-", "--name", "piped.txt", "--watch", "--json", .. Server], bytes);
        Assert.Equal(0, await upload.EndAsync());

        var lines = upload.Json();
        Assert.Equal("uploaded", lines[0]["type"]!.GetValue<string>());
        Assert.Equal(("finished", "completed"), (lines[^1]["type"]!.GetValue<string>(), lines[^1]["status"]!.GetValue<string>()));
        Assert.Equal(bytes, (await User.ContentAsync(lines[0]["document_id"]!.GetValue<string>())).Require(200).Bytes);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_document_that_is_rejected_is_told_with_its_reason()
    {
        var file = Path.Combine(Files.FullName, "broken.pdf");
        await File.WriteAllBytesAsync(file, Encoding.ASCII.GetBytes("%PDF-1.7 and then nothing of use"), Cancelled);

        var upload = await RunAsync(1, User.Token, ["upload", file, "--watch"]);

        Assert.StartsWith($"{file}: rejected: ", upload.Lines[^1], StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task After_Ctrl_C_the_same_command_goes_on()
    {
        var file = NewFile(3, 4 * PartSize);
        Proxy.Plan = (_, path, body) => IsChunk(path) && PartOf(new SeenRequest("POST", path, body, RequestFault.None)) > 1
            ? RequestFault.None with { Delay = TimeSpan.FromMinutes(10) }
            : RequestFault.None;
        await using (var stopped = CliProcess.Start(Files, User.Token, ["upload", file, .. Server]))
        {
            while (!Proxy.Requests.Any(request => IsChunk(request) && request.IsAnswerDelivered))
            {
                await Task.Delay(20, Cancelled);
            }

            stopped.Interrupt();
            Assert.Equal(130, await stopped.EndAsync());
            Assert.Contains($"docprocessing upload {file}", stopped.Errors, StringComparison.Ordinal);
        }

        Proxy.Plan = (_, _, _) => RequestFault.None;
        await RunAsync(0, User.Token, ["upload", file, "--watch"]);
        Assert.Equal([1, 2, 3, 4], AcceptedParts().Keys.Order());
        Assert.All(AcceptedParts().Values, count => Assert.Equal(1, count));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_job_is_cancelled_by_its_id()
    {
        var session = (await User.InitiateAsync("waiting.txt", 100, "text/plain")).Require(201);

        await RunAsync(0, User.Token, ["cancel", session.Text("job_id")]);

        Assert.Equal("cancelled", (await User.JobAsync(session.Text("job_id"))).Text("status"));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(2, "--help", "upload")]
    [InlineData(2, "no.such.file", "upload", "no.such.file")]
    [InlineData(2, "--priority", "upload", "x", "--priority", "sometimes")]
    [InlineData(1, "job_not_found", "status", "job_that_is_not")]
    [InlineData(4, "docprocessing login", "status", "--token", "forged")]
    [InlineData(3, "does not answer", "status", "--server", "http://127.0.0.1:1", "--retries", "0")]
    public async Task What_goes_wrong_is_told_by_the_exit_code_and_in_words(int code, string words, params string[] arguments)
    {
        var run = await RunAsync(code, User.Token, arguments);

        Assert.Contains(words, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    private string[] Server => ["--server", Proxy.Address.ToString()];

    private async Task<CliProcess> RunAsync(int code, string? token, string[] arguments)
    {
        await using var process = CliProcess.Start(Files, token, arguments.Contains("--server") ? arguments : [.. arguments, .. Server]);
        Assert.Equal(code, await process.EndAsync());
        return process;
    }
}
