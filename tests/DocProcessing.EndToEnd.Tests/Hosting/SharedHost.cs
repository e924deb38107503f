namespace DocProcessing.EndToEnd.Hosting;

/// <summary>One host for all the tests that leave it as they found it.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    private HostProcess? _host;

    internal HostProcess Host => _host ?? throw new InvalidOperationException("The host was not started.");

    public async ValueTask InitializeAsync() =>
        _host = await HostProcess.StartAsync(HostSettings.ForTests(), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class SharedHostTests : ICollectionFixture<SharedHost>
{
    public const string Name = "One host for many tests";
}

/// <summary>A test on the shared host, with users of its own.</summary>
[Collection(SharedHostTests.Name)]
public abstract class SharedHostTest(SharedHost shared) : IAsyncDisposable
{
    private readonly List<IDisposable> _clients = [];

    private protected HostProcess Host => shared.Host;

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        HostTest.ShowIfFailed(Host);
        _clients.ForEach(client => client.Dispose());
        return ValueTask.CompletedTask;
    }

    /// <summary>Signs a new user in, whom no other test knows.</summary>
    private protected async Task<Client.ApiClient> NewUserAsync(string role = "user")
    {
        var client = await Client.ApiClient.SignInAsync(Host, $"user-{Guid.NewGuid():n}", role);
        _clients.Add(client);
        return client;
    }

    private protected Client.ApiClient WithToken(string? token)
    {
        var client = new Client.ApiClient(Host, "nobody", token);
        _clients.Add(client);
        return client;
    }
}
