namespace DocProcessing.Page.Tests;

/// <summary>Finding documents and reading them.</summary>
public sealed class SearchTests(PageHost shared) : PageTest(shared)
{
    [Fact(Timeout = 180_000)]
    public async Task Found_words_are_marked_and_lead_to_the_document()
    {
        var page = await SignInAsync(NewUser());
        await ChooseAsync(page, Sample("report.pdf"));
        await StandsAtAsync(page, "report.pdf", "Done");

        await SearchAsync(page, "heron tides");
        await Expect(page.Locator("mark")).ToHaveTextAsync(["heron", "tides"]);
        await page.GetByRole(AriaRole.Link, new() { Name = "report.pdf" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "report.pdf" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Facts" })).ToContainTextAsync("The Harbour Report");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Text" })).ToContainTextAsync("the heron counts its tides");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("report.pdf", download.SuggestedFilename);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(BuildOutput.Documents, "report.pdf")), await File.ReadAllBytesAsync(await download.PathAsync()));
    }

    [Fact(Timeout = 180_000)]
    public async Task What_a_document_says_is_text_whatever_it_looks_like()
    {
        const string Attack = "<img src=x> &lt;b&gt; <mark>false</mark> zanzibar </mark><script>alert(2)</script>";
        var page = await SignInAsync(NewUser());
        await ChooseAsync(page, Made("<b>attack.txt", System.Text.Encoding.UTF8.GetBytes($"It begins. {Attack} It ends.")));
        await StandsAtAsync(page, "<b>attack.txt", "Done");

        await SearchAsync(page, "zanzibar");

        await Expect(page.Locator("mark")).ToHaveTextAsync(["zanzibar"]);
        await Expect(page.Locator(".hits li p")).ToContainTextAsync(Attack);
        await Expect(page.Locator(".hits img, .hits script, .hits b")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "attack.txt" }).ClickAsync();
        await Expect(page.Locator("pre")).ToContainTextAsync(Attack);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_document_is_deleted_only_after_a_question()
    {
        var user = NewUser();
        var page = await SignInAsync(user);
        await ChooseAsync(page, Made("secret.txt", Prose.Bytes(5, 2000)));
        await StandsAtAsync(page, "secret.txt", "Done");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open secret.txt" }).ClickAsync();
        var delete = page.GetByRole(AriaRole.Button, new() { Name = "Delete" });

        await delete.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Delete secret.txt?" });
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Keep it" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(delete).ToBeFocusedAsync();
        Assert.Equal(1, (await (await ApiAsync(user)).GetAsync("/jobs")).Require(200)["jobs"].GetArrayLength());

        await delete.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByText("No documents yet.")).ToBeVisibleAsync();
        Assert.Equal(0, (await (await ApiAsync(user)).GetAsync("/jobs")).Require(200)["jobs"].GetArrayLength());
    }

    [Fact(Timeout = 180_000)]
    public async Task From_the_upload_to_a_found_word_the_keyboard_is_enough()
    {
        var page = await OpenAsync();
        await Expect(page.GetByLabel("Name")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(NewUser());
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your documents" })).ToBeVisibleAsync();

        await TabToAsync(page, "Choose files");
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.Keyboard.PressAsync("Enter"));
        await chooser.SetFilesAsync(Sample("mail.eml"));
        await StandsAtAsync(page, "mail.eml", "Done");

        await TabToAsync(page, "Search", "Shift+Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Search" })).ToBeVisibleAsync();
        await TabToAsync(page, "query");
        await page.Keyboard.TypeAsync("pelican");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("mark").First).ToHaveTextAsync("pelican");
        await TabToAsync(page, "mail.eml");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Text" })).ToContainTextAsync("the pelican stamps each invoice");
    }

    private static async Task SearchAsync(IPage page, string words)
    {
        await GoAsync(page, "Search");
        await page.GetByRole(AriaRole.Searchbox).FillAsync(words);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Presses Tab until what has focus is so named, or has that id.</summary>
    private static async Task TabToAsync(IPage page, string name, string key = "Tab")
    {
        for (var presses = 0; presses < 40; presses++)
        {
            await page.Keyboard.PressAsync(key);
            if (await page.EvaluateAsync<bool>("name => document.activeElement.textContent.trim() === name || document.activeElement.id === name", name))
            {
                return;
            }
        }

        Assert.Fail($"Tab does not come to '{name}'.");
    }
}
