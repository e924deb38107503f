namespace DocProcessing.Page.Tests;

/// <summary>Jobs in the list: running, cancelled, rejected.</summary>
public sealed class JobTests(PageHost shared) : PageTest(shared)
{
    [Fact(Timeout = 180_000)]
    public async Task A_running_job_fills_its_stages_and_is_cancelled()
    {
        var user = NewUser();
        var page = await SignInAsync(user);
        var api = await ApiAsync(user);
        await api.UploadInChunksAsync("large.pdf", PdfFile.Bytes(pages: 3000, seed: 1), "application/pdf");
        await page.ReloadAsync();

        await Expect(Job(page, "large.pdf").Locator("li[data-state=running]")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel large.pdf" }).ClickAsync();

        await StandsAtAsync(page, "large.pdf", "Cancelled");
        var job = (await api.GetAsync("/jobs")).Require(200)["jobs"][0];
        Assert.Equal("cancelled", job.GetProperty("status").GetString());
    }

    [Theory(Timeout = 180_000)]
    [InlineData("broken.pdf", "application/pdf", "The document is damaged.", "save it anew")]
    [InlineData("picture.bin", "application/octet-stream", "Files of this type cannot be read here.", "Convert it to PDF")]
    public async Task A_rejected_document_is_told_in_plain_words_with_what_to_do(string name, string type, string what, string advice)
    {
        var page = await SignInAsync(NewUser());
        var content = name == "broken.pdf" ? File.ReadAllBytes(Path.Combine(BuildOutput.Documents, "report.pdf"))[..3000] : [.. Enumerable.Range(0, 4000).Select(at => (byte)(at * 7))];

        await ChooseAsync(page, Made(name, content, type));

        var where = page.GetByRole(AriaRole.Listitem).Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = name }) });
        await Expect(where.Locator(".trouble strong")).ToHaveTextAsync(what);
        await Expect(where.Locator(".trouble")).ToContainTextAsync(advice);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_list_is_filtered_and_paged()
    {
        var user = NewUser();
        var api = await ApiAsync(user);
        for (var number = 1; number <= 23; number++)
        {
            (await api.UploadSimpleAsync($"note-{number}.txt", Prose.Bytes(number, 300), "text/plain")).Require(202);
        }

        var page = await SignInAsync(user);
        var items = page.GetByRole(AriaRole.List, new() { Name = "Jobs" }).Locator("> li");
        await Expect(items).ToHaveCountAsync(20);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show older ones" }).ClickAsync();
        await Expect(items).ToHaveCountAsync(23);
        await Expect(items.First).ToContainTextAsync("note-23.txt");
        await Expect(items.Last).ToContainTextAsync("note-1.txt");

        await page.GetByRole(AriaRole.Button, new() { Name = "Needs attention" }).ClickAsync();
        await Expect(page.GetByText("Nothing here.")).ToBeVisibleAsync();
        await Expect(items).ToHaveCountAsync(0);
    }
}
