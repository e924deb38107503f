using System.Collections.Concurrent;

namespace DocProcessing.Page.Tests.Support;

/// <summary>A test in a browser, with users of its own. It fails when the page complained of anything that the test did not expect.</summary>
[Collection(PageTests.Name)]
public abstract class PageTest(PageHost shared) : IAsyncDisposable
{
    internal const float Patience = 45_000;

    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly List<IBrowserContext> _contexts = [];
    private readonly List<IPage> _pages = [];
    private readonly List<HostProcess> _hosts = [];
    private readonly List<IDisposable> _clients = [];
    private readonly List<string> _expected = [];

    private protected HostProcess Host => shared.Host;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var hasFailed = TestContext.Current.TestState?.Result == TestResult.Failed;
        foreach (var page in hasFailed ? _pages : [])
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"The page {page.Url} shows:\n{await page.InnerTextAsync("body")}");
        }

        foreach (var context in _contexts)
        {
            await context.CloseAsync();
        }

        _clients.ForEach(client => client.Dispose());
        HostTest.ShowIfFailed(Host);
        foreach (var host in _hosts)
        {
            HostTest.ShowIfFailed(host);
            await host.DisposeAsync();
        }

        Assert.Empty(_complaints);
    }

    /// <summary>Starts a host for this test alone. It outlives the test's pages, which would complain without it.</summary>
    private protected async Task<HostProcess> StartHostAsync(HostSettings settings)
    {
        var host = await HostProcess.StartAsync(settings, TestContext.Current.CancellationToken);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Opens the page and signs in, as people do.</summary>
    private protected async Task<IPage> SignInAsync(string user, string role = "user", HostProcess? host = null, BrowserNewContextOptions? options = null)
    {
        var page = await OpenAsync(host, options);
        await page.GetByLabel("Name").FillAsync(user);
        await page.Locator($"input[name=role][value={role}]").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your documents" })).ToBeVisibleAsync();
        return page;
    }

    private protected async Task<IPage> OpenAsync(HostProcess? host = null, BrowserNewContextOptions? options = null)
    {
        var context = await shared.Browser.NewContextAsync(options);
        _contexts.Add(context);
        context.SetDefaultTimeout(Patience);
        await context.AddInitScriptAsync("document.addEventListener('securitypolicyviolation', event => console.error(`Violates ${event.violatedDirective}: ${event.blockedURI}`))");
        var page = await context.NewPageAsync();
        _pages.Add(page);
        page.Console += (_, message) => Hear(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Hear(isComplaint: true, error);

        // As long as somebody listens, the browser asks us instead of opening a window. A test that begins to listen as it presses may come too late.
        page.FileChooser += (_, _) => { };
        await page.GotoAsync((host ?? Host).Address.ToString());
        return page;
    }

    /// <summary>Signs the same user in beside the browser, to prepare and to look things up.</summary>
    private protected async Task<ApiClient> ApiAsync(string user, string role = "user", HostProcess? host = null)
    {
        var client = await ApiClient.SignInAsync(host ?? Host, user, role);
        _clients.Add(client);
        return client;
    }

    /// <summary>Names what the browser itself may write into its console, such as that there is no network.</summary>
    private protected void Expected(string complaint) => _expected.Add(complaint);

    private protected static string NewUser() => $"user-{Guid.NewGuid():n}";

    private protected static async Task ChooseAsync(IPage page, params FilePayload[] files)
    {
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Choose files" }).ClickAsync());
        await chooser.SetFilesAsync(files);
    }

    private protected static FilePayload Sample(string name) =>
        new() { Name = name, MimeType = Samples.All.Single(sample => sample.FileName == name).ContentType, Buffer = File.ReadAllBytes(Path.Combine(BuildOutput.Documents, name)) };

    private protected static FilePayload Made(string name, byte[] bytes, string type = "text/plain") => new() { Name = name, MimeType = type, Buffer = bytes };

    private protected static ILocator Job(IPage page, string name) => page.GetByRole(AriaRole.List, new() { Name = "Jobs" }).GetByRole(AriaRole.Listitem)
        .Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true }) });

    private protected static ILocator Upload(IPage page, string name) => page.GetByRole(AriaRole.List, new() { Name = "Uploads" }).GetByRole(AriaRole.Listitem)
        .Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true }) });

    private protected static Task StandsAtAsync(IPage page, string name, string status) =>
        Expect(Job(page, name).Locator(".badge")).ToHaveTextAsync(status);

    private protected static Task GoAsync(IPage page, string view) =>
        page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = view }).ClickAsync();

    private void Hear(bool isComplaint, string text)
    {
        if (isComplaint && !_expected.Any(text.Contains))
        {
            _complaints.Enqueue(text);
        }
    }
}
