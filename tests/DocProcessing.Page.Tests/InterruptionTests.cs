namespace DocProcessing.Page.Tests;

/// <summary>Uploads survive what happens to a browser: no network, a reload, a file that is gone from memory.</summary>
public sealed class InterruptionTests(PageHost shared) : PageTest(shared)
{
    private const int Parts = 16;
    private const int Free = 6;

    [Fact(Timeout = 180_000)]
    public async Task Offline_in_the_middle_an_upload_waits_and_goes_on_when_the_network_is_back()
    {
        Expected("net::ERR_INTERNET_DISCONNECTED");
        var page = await SignInAsync(NewUser());
        var gate = await ChunkGate.PutAsync(page, Free);
        await ChooseAsync(page, Made("voyage.txt", Content(1)));
        await gate.Shut;

        await page.Context.SetOfflineAsync(true);
        gate.Open();
        await Expect(Upload(page, "voyage.txt").Locator(".badge")).ToHaveTextAsync("Offline: waiting");
        await Expect(page.GetByText("You are offline.")).ToBeVisibleAsync();

        await page.Context.SetOfflineAsync(false);
        await StandsAtAsync(page, "voyage.txt", "Done");
        await Expect(page.GetByText("You are offline.")).ToBeHiddenAsync();
        Assert.Equal(Enumerable.Range(1, Parts), gate.Accepted.Order());
    }

    [Fact(Timeout = 180_000)]
    public async Task After_a_reload_an_upload_goes_on_by_itself_and_sends_only_what_is_missing()
    {
        var user = NewUser();
        var page = await SignInAsync(user);
        var gate = await ChunkGate.PutAsync(page, Free);
        await ChooseAsync(page, Made("diary.txt", Content(2)));
        await gate.Shut;
        var missing = await MissingAsync(user);
        Assert.Equal(Parts - Free, missing.Count);

        await page.ReloadAsync();
        gate.Open();
        await StandsAtAsync(page, "diary.txt", "Done");

        Assert.Equal(missing, gate.Accepted.Skip(Free).Order());
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_the_browser_has_not_kept_is_asked_for_by_name()
    {
        var user = NewUser();
        var page = await SignInAsync(user);
        var content = Content(3);
        var directory = Directory.CreateTempSubdirectory("page-test");
        try
        {
            var path = Path.Combine(directory.FullName, "atlas.txt");
            await File.WriteAllBytesAsync(path, content);
            var gate = await ChunkGate.PutAsync(page, Free);
            await page.Locator("#files").SetInputFilesAsync(path);
            await gate.Shut;
            var missing = await MissingAsync(user);
            await page.EvaluateAsync(ForgetFiles);

            await page.ReloadAsync();
            gate.Open();
            var row = Upload(page, "atlas.txt");
            await Expect(row).ToContainTextAsync("Choose the file again");
            await (await ChooseAgainAsync(page)).SetFilesAsync(Made("other.txt", content));
            await Expect(row).ToContainTextAsync("That is another file.");
            await (await ChooseAgainAsync(page)).SetFilesAsync(path);

            await StandsAtAsync(page, "atlas.txt", "Done");
            Assert.Equal(missing, gate.Accepted.Skip(Free).Order());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    // What a browser does whose storage is full: the record stays, the file does not.
    private const string ForgetFiles = """
        () => new Promise((resolve, reject) => {
          const open = indexedDB.open("docprocessing-client");
          open.onerror = reject;
          open.onsuccess = () => {
            const change = open.result.transaction("files", "readwrite");
            change.objectStore("files").clear();
            Object.assign(change, { oncomplete: () => resolve(open.result.close()), onabort: reject });
          };
        })
        """;

    private static byte[] Content(int seed) => Prose.Bytes(seed, Parts << 16)[..(Parts << 16)];

    private static async Task<IFileChooser> ChooseAgainAsync(IPage page) =>
        await page.RunAndWaitForFileChooserAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Choose atlas.txt again" }).ClickAsync());

    private async Task<IReadOnlyList<int>> MissingAsync(string user)
    {
        var api = await ApiAsync(user);
        var upload = (await api.GetAsync("/upload/active")).Require(200)["uploads"][0].GetProperty("upload_id").GetString()!;
        return [.. (await api.UploadStatusAsync(upload)).Require(200)["missing_parts"].EnumerateArray().Select(part => part.GetInt32())];
    }
}
