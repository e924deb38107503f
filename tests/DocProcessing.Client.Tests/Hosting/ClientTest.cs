using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;
using DocProcessing.Testing;

namespace DocProcessing.Client.Tests.Hosting;

/// <summary>One host for all the tests that leave it as they found it.</summary>
public sealed class ClientHost : IAsyncLifetime
{
    internal HostProcess Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await HostProcess.StartAsync(HostSettings.ForTests(), CancellationToken.None);

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class ClientHostTests : ICollectionFixture<ClientHost>
{
    public const string Name = "One host for the client's tests";
}

/// <summary>A test with a user of its own, and a proxy between that user's client and the host.</summary>
[Collection(ClientHostTests.Name)]
public abstract class ClientTest(ClientHost shared) : IAsyncLifetime
{
    protected const int PartSize = 65536;

    private readonly List<IDisposable> _made = [];

    private protected HostProcess Host => shared.Host;

    private protected HttpFaultProxy Proxy { get; private set; } = null!;

    /// <summary>Gets the same user's calls, past the client under test.</summary>
    private protected ApiClient User { get; private set; } = null!;

    private protected DirectoryInfo Files { get; } = Directory.CreateTempSubdirectory("docprocessing-client-");

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Proxy = new HttpFaultProxy(Host.Address.Port);
        User = await ApiClient.SignInAsync(Host, $"user-{Guid.NewGuid():n}");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        HostTest.ShowIfFailed(Host);
        _made.ForEach(made => made.Dispose());
        User.Dispose();
        await Proxy.DisposeAsync();
        Files.Delete(recursive: true);
    }

    /// <summary>Makes a client that goes through the proxy, and whose waits pass twenty times as fast.</summary>
    private protected DocumentProcessingClient NewClient(Action<DocumentProcessingClientOptions>? configure = null, TimeProvider? clock = null)
    {
        var options = new DocumentProcessingClientOptions
        {
            BaseAddress = Proxy.Address,
            AccessToken = (_, _) => ValueTask.FromResult(User.Token),
            StallTimeout = TimeSpan.FromMinutes(5),
            PollInterval = TimeSpan.FromSeconds(1),
        };
        configure?.Invoke(options);
        var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var client = new DocumentProcessingClient(http, options, clock ?? new QuickTime(20));
        _made.Add(client);
        _made.Add(http);
        return client;
    }

    /// <summary>Writes a text file of so many bytes.</summary>
    private protected string NewFile(int seed, int bytes, string name = "document.txt")
    {
        var path = Path.Combine(Files.FullName, name);
        File.WriteAllBytes(path, Prose.Bytes(seed, bytes)[..bytes]);
        return path;
    }

    private protected async Task RequireArrivedAsync(string path, UploadReceipt receipt)
    {
        var job = await User.WaitForEndAsync(receipt.JobId);
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal(await File.ReadAllBytesAsync(path, Cancelled), (await User.ContentAsync(receipt.DocumentId)).Require(200).Bytes);
    }

    /// <summary>Counts how often each part was accepted by the host.</summary>
    private protected Dictionary<int, int> AcceptedParts() => AcceptedParts(Proxy);

    private protected static Dictionary<int, int> AcceptedParts(HttpFaultProxy proxy) => proxy.Requests
        .Where(request => IsChunk(request) && request.Status == 200)
        .GroupBy(PartOf)
        .ToDictionary(group => group.Key, group => group.Count());

    private protected static bool IsChunk(SeenRequest request) => IsChunk(request.Path);

    private protected static bool IsChunk(string path) => path.Contains("/upload/chunk", StringComparison.Ordinal);

    private protected static int PartOf(SeenRequest request) => int.Parse(request.Field("part_number")!, System.Globalization.CultureInfo.InvariantCulture);
}
