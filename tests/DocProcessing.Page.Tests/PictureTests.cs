namespace DocProcessing.Page.Tests;

/// <summary>Takes the pictures that the documents show. <c>eng/screenshots</c> puts them into <c>docs/images</c>; any other run looks at them only.</summary>
public sealed class PictureTests(PageHost shared) : PageTest(shared)
{
    private const int MostBytes = 300_000;

    // So much that the picture cannot be an empty page.
    private const int LeastBytes = 20_000;

    [Fact(Timeout = 240_000)]
    public async Task The_pictures_of_the_documents_are_taken_from_the_real_page()
    {
        var host = await StartHostAsync(HostSettings.ForTests());
        var light = await SignInAsync("alice", "operator", host, Options(ColorScheme.Light));
        await ChooseAsync(light, Sample("mail.eml"), Sample("slides.pptx"), Sample("report.pdf"));
        foreach (var name in new[] { "mail.eml", "slides.pptx", "report.pdf" })
        {
            await StandsAtAsync(light, name, "Done");
        }

        await ChooseAsync(light, Made("minutes.pdf", Sample("report.pdf").Buffer[..3000], "application/pdf"));
        await StandsAtAsync(light, "minutes.pdf", "Rejected");
        var api = await ApiAsync("alice", host: host);
        await api.UploadInChunksAsync("yearbook.pdf", PdfFile.Bytes(pages: 2500, seed: 1), "application/pdf");
        await light.GetByRole(AriaRole.Button, new() { Name = "All" }).ClickAsync();
        await Expect(Job(light, "yearbook.pdf").Locator("li[data-state=running]")).ToHaveCountAsync(1);
        var gate = await ChunkGate.PutAsync(light, free: 40);
        await ChooseAsync(light, Made("archive.txt", Prose.Bytes(3, 6 << 20)));
        await gate.Shut;
        await TakeAsync(light, "documents-light.png");

        gate.Open();
        var dark = await SignInAsync("alice", "operator", host, Options(ColorScheme.Dark));
        await GoAsync(dark, "Operations");
        await Expect(dark.GetByRole(AriaRole.Img, new() { Name = "Throughput" })).ToBeVisibleAsync();
        await TakeAsync(dark, "operations-dark.png");
    }

    private static BrowserNewContextOptions Options(ColorScheme scheme) =>
        new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce, ViewportSize = new() { Width = 1100, Height = 900 }, Locale = "en-GB" };

    private static async Task TakeAsync(IPage page, string name)
    {
        // Nothing is to look as if somebody pointed at it.
        await page.Mouse.MoveAsync(0, 0);
        var picture = await page.ScreenshotAsync();
        Assert.InRange(picture.Length, LeastBytes, MostBytes);
        if (Environment.GetEnvironmentVariable("DOCPROCESSING_PICTURES") is { Length: > 0 } directory)
        {
            await File.WriteAllBytesAsync(Path.Combine(directory, name), picture);
        }
    }
}
