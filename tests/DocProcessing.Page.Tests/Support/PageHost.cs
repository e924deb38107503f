namespace DocProcessing.Page.Tests.Support;

/// <summary>One browser for all tests, and one host for those that leave it as they found it.</summary>
public sealed class PageHost : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private HostProcess? _host;

    internal HostProcess Host => _host ?? throw new InvalidOperationException("The host was not started.");

    internal IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser was not started.");

    public async ValueTask InitializeAsync()
    {
        _host = await HostProcess.StartAsync(HostSettings.ForTests(), CancellationToken.None);
        _playwright = await Playwright.CreateAsync();
        _browser = await Browsers.LaunchAsync(_playwright);
        SetDefaultExpectTimeout(PageTest.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class PageTests : ICollectionFixture<PageHost>
{
    public const string Name = "One browser and one host";
}
