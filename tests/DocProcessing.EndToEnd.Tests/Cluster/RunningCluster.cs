using System.Diagnostics;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.Cluster;

/// <summary>The cluster that <c>eng/cluster</c> starts: four web nodes and two workers behind nginx, over PostgreSQL, Redis and S3.</summary>
public sealed class RunningCluster : IAsyncLifetime
{
    public const int UploadsPerMinute = 60;
    public const int OpenUploads = 15;
    public const int PartBytes = 5 << 20;

    // Servers run as users of their own, who must be able to pass.
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string[] Settings =
    [
        $"RATE_LIMIT_UPLOADS_PER_MINUTE={UploadsPerMinute}",
        "RATE_LIMIT_REQUESTS_PER_MINUTE=0",
        "UPLOAD_CHUNK_SIZE_MB=5",
        "MAX_CONCURRENT_TASKS=1",
        "CPU_THROTTLE_THRESHOLD=1",
        "WEBSOCKET_HEARTBEAT_INTERVAL=4",
        $"DocProcessing__Uploads__MaxOpenUploadsPerUser={OpenUploads}",
        "DocProcessing__RateLimits__SendsPerPart=0",
        "DocProcessing__WebSockets__MaxConnectionsPerUser=1000",
        "DocProcessing__Jobs__LeaseDuration=00:00:05",
        "DocProcessing__Jobs__ReconcileInterval=00:00:02",
        "DocProcessing__Jobs__HousekeepingInterval=00:00:02",
        "DocProcessing__Jobs__MaxDeliveries=1000",
        "DocProcessing__S3__BreakDuration=00:00:01",
    ];

    private readonly string _directory = Directory.CreateTempSubdirectory("docprocessing-cluster-").FullName;

    public static IReadOnlyList<string> WebNodes { get; } = ["web1", "web2", "web3", "web4"];

    public static IReadOnlyList<string> Workers { get; } = ["worker1", "worker2"];

    /// <summary>Gets the address of the proxy before all web nodes.</summary>
    public Uri Address => AddressOf("nginx");

    public Uri AddressOf(string node) => new($"http://127.0.0.1:{File.ReadAllText(Path.Combine(_directory, "ports", node)).Trim()}");

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_directory, Passable);
        }

        await RunAsync(["up", "--no-build", "--port", "0", "--web", $"{WebNodes.Count}", "--workers", $"{Workers.Count}", .. Settings.SelectMany(setting => new[] { "--set", setting })]);
    }

    /// <summary>Ends a process as <c>kill -9</c> does.</summary>
    public Task KillAsync(string name) => RunAsync("kill", name);

    /// <summary>Asks a process to stop, and waits until it has.</summary>
    public Task StopAsync(string name) => RunAsync("stop", name);

    /// <summary>Starts a process again, and waits until it is ready.</summary>
    public Task StartAsync(string name) => RunAsync("start", name);

    public Task<string> LogAsync(string name) => RunAsync("logs", name);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("down");
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(BuildOutput.Repository, "eng", "cluster"), [.. arguments, "--dir", _directory])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["CONFIGURATION"] = BuildOutput.Configuration;
        using var script = Process.Start(start)!;
        var errors = script.StandardError.ReadToEndAsync();
        var output = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        return script.ExitCode == 0 ? output : throw new InvalidOperationException($"eng/cluster {arguments[0]} failed ({script.ExitCode}):\n{await errors}");
    }
}

/// <summary>All tests of the cluster share one: it is started once.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterTests : ICollectionFixture<RunningCluster>
{
    public const string Name = "The cluster";
}
