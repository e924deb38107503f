using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace DocProcessing.Page.Tests;

/// <summary>The page is for everybody: axe finds nothing, in light and dark; and it fits a phone.</summary>
public sealed class AccessibilityTests(PageHost shared) : PageTest(shared)
{
    private const int PhoneWidth = 360;

    [Theory(Timeout = 240_000)]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task No_view_has_a_fault_that_axe_knows(ColorScheme scheme)
    {
        var options = new BrowserNewContextOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce };
        var open = await OpenAsync(options: options);
        await CheckAsync(open, "sign-in");
        await VisitAsync(options, CheckAsync);
    }

    [Fact(Timeout = 240_000)]
    public Task No_view_is_wider_than_a_phone() =>
        VisitAsync(new BrowserNewContextOptions { ViewportSize = new() { Width = PhoneWidth, Height = 740 } }, async (page, view) =>
        {
            var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(width <= PhoneWidth, $"{view} is {width} pixels wide.");
        });

    private static async Task CheckAsync(IPage page, string view)
    {
        var result = await page.RunAxe();
        Assert.True(result.Violations.Length == 0, $"{view}:\n{string.Join('\n', result.Violations.Select(Describe))}");
    }

    private static string Describe(AxeResultItem item) => $"{item.Id}: {item.Help}\n  {string.Join("\n  ", item.Nodes.Select(node => node.Html))}";

    /// <summary>Goes through all views, each with something in it.</summary>
    private async Task VisitAsync(BrowserNewContextOptions options, Func<IPage, string, Task> look)
    {
        // An operator sees everybody's jobs: these have names of their own.
        var (user, report) = (NewUser(), Sample("report.pdf"));
        var (good, bad) = ($"{user}.pdf", $"{user}-broken.pdf");
        var page = await SignInAsync(user, "operator", options: options);
        await ChooseAsync(page, Made(good, report.Buffer, report.MimeType), Made(bad, report.Buffer[..3000], report.MimeType));
        await StandsAtAsync(page, good, "Done");
        await StandsAtAsync(page, bad, "Rejected");
        await look(page, "documents");

        var gate = await ChunkGate.PutAsync(page, free: 2);
        await ChooseAsync(page, Made("a-letter-with-quite-a-long-name-that-nobody-would-break.txt", Prose.Bytes(1, 1 << 20)));
        await gate.Shut;
        await page.GetByRole(AriaRole.Button, new() { Name = "Notifications" }).ClickAsync();
        await look(page, "documents with an upload and notifications");
        await page.Keyboard.PressAsync("Escape");
        gate.Open();

        await GoAsync(page, "Search");
        await page.GetByRole(AriaRole.Searchbox).FillAsync("heron");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("mark").First).ToBeVisibleAsync();
        await look(page, "search");

        await page.GetByRole(AriaRole.Link, new() { Name = good }).ClickAsync();
        await Expect(page.Locator("pre").First).ToBeVisibleAsync();
        await look(page, "document");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await look(page, "dialog");
        await page.Keyboard.PressAsync("Escape");

        await GoAsync(page, "Operations");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Throughput" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Health" }).GetByText("healthy").First).ToBeVisibleAsync();
        await look(page, "operations");
    }
}
