using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.BadInput;

/// <summary>Documents that are not what they should be.</summary>
public sealed class BadFileTests(SharedHost shared) : BadInputTest(shared)
{
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    [Fact(Timeout = 60_000)]
    public async Task An_empty_file_is_refused()
    {
        var user = await NewUserAsync();
        (await user.UploadSimpleAsync("empty.txt", [], "text/plain")).RequireProblem(422, "empty_file");
        (await user.InitiateAsync("empty.txt", 0, "text/plain")).RequireProblem(422, "empty_file");
        (await user.InitiateAsync("empty.txt", -1, "text/plain")).Require(422);
        await RequireUnharmedAsync();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("../../etc/passwd")]
    [InlineData("..\\..\\windows\\win.ini")]
    [InlineData("/etc/cron.d/evil.txt")]
    [InlineData("..")]
    [InlineData("a\0b.txt")]
    [InlineData("a\r\nX-Evil: 1.txt")]
    [InlineData("\u001b[31mred.txt")]
    [InlineData("invoice\u202Etxt.exe")]
    [InlineData("   ")]
    public async Task A_file_name_that_is_a_path_or_holds_control_characters_is_refused(string fileName)
    {
        var user = await NewUserAsync();
        (await user.InitiateAsync(fileName, 10, "text/plain")).RequireProblem(422, "invalid_filename");
        Assert.Empty(await user.JobsAsync());
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_file_name_that_is_a_path_is_refused_in_a_simple_upload_too()
    {
        var user = await NewUserAsync();
        (await user.UploadSimpleAsync("../../evil.txt", [1, 2, 3], "text/plain")).RequireProblem(422, "invalid_filename");
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_file_larger_than_allowed_is_refused()
    {
        var user = await NewUserAsync();
        (await user.InitiateAsync("huge.txt", 1L << 60, "text/plain")).RequireProblem(413, "file_too_large");
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_type_that_nobody_handles_is_refused()
    {
        var user = await NewUserAsync();
        (await user.InitiateAsync("film.mp4", 1000, "video/mp4")).RequireProblem(415, "type_not_allowed");
        await RequireUnharmedAsync();
    }

    [Theory(Timeout = 60_000)]
    [InlineData(Docx)]
    [InlineData(null)]
    public async Task A_PDF_that_is_called_docx_is_rejected(string? contentType)
    {
        var user = await NewUserAsync();
        await RequireRejectedAsync(user, "report.docx", SampleDocument.Read("report.pdf"), contentType, "type_mismatch");
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task An_archive_bomb_is_rejected_without_being_unpacked()
    {
        var user = await NewUserAsync();
        await RequireRejectedAsync(user, "bomb.docx", MadeFiles.ZipBomb(600L << 20), Docx, "archive_bomb");
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task An_encrypted_document_is_rejected()
    {
        var user = await NewUserAsync();
        await RequireRejectedAsync(user, "secret.docx", SampleDocument.Read("encrypted.docx"), Docx, "encrypted");
        await RequireRejectedAsync(user, "secret.pdf", SampleDocument.Read("encrypted.pdf"), "application/pdf", "encrypted");
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_damaged_document_is_rejected()
    {
        var user = await NewUserAsync();
        await RequireRejectedAsync(user, "half.docx", SampleDocument.Read("report.docx")[..8000], Docx, "damaged", "type_mismatch", "unsupported_type");
        await RequireRejectedAsync(user, "noise.pdf", [.. "%PDF-1.7\n"u8.ToArray(), .. Enumerable.Range(0, 50_000).Select(value => (byte)(value * 31))], "application/pdf", "damaged");
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task External_entities_bring_nothing_in()
    {
        var secret = $"secret{Guid.NewGuid():n}";
        var path = Path.Combine(Host.Data.Root, "secret.txt");
        await File.WriteAllTextAsync(path, secret, Cancelled);
        var user = await NewUserAsync();

        var accepted = (await user.UploadSimpleAsync("log.xml", MadeFiles.ExternalEntities(path), "application/xml")).Require(202);
        var job = await user.WaitForEndAsync(accepted.Text("job_id"));

        Assert.Contains(job.Text("status"), new[] { "completed", "rejected" });
        Assert.Empty(await user.SearchAsync(secret));
        var text = await user.GetAsync($"/{accepted.Text("document_id")}/text");
        Assert.DoesNotContain(secret, text.Body, StringComparison.Ordinal);
        Assert.True(text.Bytes.Length < 10_000, "The entities were expanded.");
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task HTML_nested_100_000_deep_ends_well()
    {
        var user = await NewUserAsync();

        var accepted = (await user.UploadSimpleAsync("deep.html", MadeFiles.NestedHtml(100_000), "text/html")).Require(202);
        var job = await user.WaitForEndAsync(accepted.Text("job_id"));

        // Either answer is honest; a crash or a retry is not.
        Assert.True(
            job.Text("status") == "completed" || (job.Text("status") == "rejected" && job["error"].GetProperty("code").GetString() == "too_complex"),
            job.ToString());
        Assert.DoesNotContain(await user.HistoryAsync(accepted.Text("job_id")), progress => progress.GetProperty("attempt").GetInt32() > 1);
        await RequireUnharmedAsync();
    }
}
