namespace DocProcessing.Page.Tests;

/// <summary>Uploads, from the choice of files to the end of their jobs.</summary>
public sealed class UploadTests(PageHost shared) : PageTest(shared)
{
    [Fact(Timeout = 180_000)]
    public async Task Three_files_at_once_are_uploaded_and_processed_and_their_user_is_told()
    {
        var user = NewUser();
        var page = await SignInAsync(user);
        await Expect(page.GetByText("No documents yet.")).ToBeVisibleAsync();

        await ChooseAsync(page, Sample("report.pdf"), Sample("table.xlsx"), Sample("mail.eml"));

        foreach (var name in new[] { "report.pdf", "table.xlsx", "mail.eml" })
        {
            await StandsAtAsync(page, name, "Done");
            await Expect(Job(page, name).Locator("li[data-state=done]")).ToHaveCountAsync(6);
            await Expect(Upload(page, name)).ToBeHiddenAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Notifications" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Notifications" }).GetByText("is processed.")).ToHaveCountAsync(3);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Notifications" })).ToBeFocusedAsync();

        var jobs = (await (await ApiAsync(user)).GetAsync("/jobs")).Require(200)["jobs"];
        Assert.Equal(3, jobs.GetArrayLength());
        Assert.All(jobs.EnumerateArray(), job => Assert.Equal("completed", job.GetProperty("status").GetString()));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_dropped_file_is_uploaded()
    {
        var page = await SignInAsync(NewUser());

        await page.EvaluateAsync("""
            () => {
              const files = new DataTransfer();
              files.items.add(new File(["The heron was dropped into the page."], "dropped.txt", { type: "text/plain" }));
              document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
            }
            """);

        await StandsAtAsync(page, "dropped.txt", "Done");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_paused_upload_sends_nothing_until_it_is_resumed()
    {
        var user = NewUser();
        var page = await SignInAsync(user);
        var gate = await ChunkGate.PutAsync(page, free: 4);
        await ChooseAsync(page, Made("letter.txt", Prose.Bytes(1, 1 << 20)));
        await gate.Shut;

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause letter.txt" }).ClickAsync();
        await Expect(Upload(page, "letter.txt").Locator(".badge")).ToHaveTextAsync("Paused");
        gate.Open();
        var sent = new List<IRequest>();
        page.Request += (_, request) => sent.Add(request);
        await Expect(Upload(page, "letter.txt")).ToContainTextAsync("of 1.0 MB");
        Assert.DoesNotContain(sent, request => request.Url.Contains("/upload/chunk", StringComparison.Ordinal));

        await page.GetByRole(AriaRole.Button, new() { Name = "Resume letter.txt" }).ClickAsync();
        await StandsAtAsync(page, "letter.txt", "Done");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_cancelled_upload_is_gone_on_the_host_too()
    {
        var user = NewUser();
        var page = await SignInAsync(user);
        var gate = await ChunkGate.PutAsync(page, free: 4);
        await ChooseAsync(page, Made("regret.txt", Prose.Bytes(2, 1 << 20)));
        await gate.Shut;

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel regret.txt" }).ClickAsync();

        await StandsAtAsync(page, "regret.txt", "Cancelled");
        await Expect(Upload(page, "regret.txt")).ToBeHiddenAsync();
        Assert.Equal(0, (await (await ApiAsync(user)).GetAsync("/upload/active")).Require(200)["uploads"].GetArrayLength());
        gate.Open();
    }
}
