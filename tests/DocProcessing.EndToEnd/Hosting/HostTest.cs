using DocProcessing.Testing;

namespace DocProcessing.EndToEnd.Hosting;

/// <summary>A test with hosts of its own. What they printed is shown when the test fails.</summary>
public abstract class HostTest : IAsyncDisposable
{
    private readonly List<HostProcess> _hosts = [];

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var host in _hosts)
        {
            ShowIfFailed(host);
            await host.DisposeAsync();
        }
    }

    internal static void ShowIfFailed(HostProcess host)
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"The host printed:\n{host.Log.Tail}");
        }
    }

    /// <summary>Writes a figure where people look: into the test's output and the run's.</summary>
    protected static void Print(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        Figures.Print(line);
    }

    private protected async Task<HostProcess> StartHostAsync(HostSettings? settings = null, DataDirectory? shared = null)
    {
        var host = await HostProcess.StartAsync(settings ?? HostSettings.ForTests(), Cancelled, shared);
        _hosts.Add(host);
        return host;
    }
}
