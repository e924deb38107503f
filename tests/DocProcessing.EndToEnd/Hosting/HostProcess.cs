using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DocProcessing.EndToEnd.Hosting;

/// <summary>The host as a process of its own, on a data directory of its own or one that several share: started, killed, stopped and started again.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);

    private readonly HttpClient _health = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(5) };
    private readonly bool _ownsData;
    private Process? _process;

    private HostProcess(HostSettings settings, DataDirectory? shared = null)
    {
        (Settings, _ownsData) = (settings, shared is null);
        Data = shared ?? new DataDirectory();
    }

    public HostSettings Settings { get; }

    public DataDirectory Data { get; }

    public HostLog Log { get; } = new();

    public Uri Address { get; private set; } = new("http://127.0.0.1:1");

    public int ProcessId => Running.Id;

    private Process Running => _process ?? throw new InvalidOperationException("The host does not run.");

    public static async Task<HostProcess> StartAsync(HostSettings settings, CancellationToken cancellationToken, DataDirectory? shared = null)
    {
        var host = new HostProcess(settings, shared);
        try
        {
            await host.StartAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a host that is expected to refuse its settings.</summary>
    /// <returns>How it ended and what it printed.</returns>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        await using var host = new HostProcess(settings);
        host.Launch();
        await host.Running.WaitForExitAsync(cancellationToken).WaitAsync(StartTime, cancellationToken);
        return (host.Running.ExitCode, host.Log.Text);
    }

    /// <summary>Starts it, on the same data as before, and waits until it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            Launch();
            if (await WaitUntilReadyAsync(cancellationToken))
            {
                return;
            }

            // Another process may have taken the port between its choice and its use.
            if (attempt == 3 || !Log.Text.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidOperationException($"The host did not start. It printed:\n{Log.Tail}");
            }
        }
    }

    /// <summary>Ends it as kill -9 does: nothing of it runs any more, and nothing was told.</summary>
    public async Task KillAsync()
    {
        Running.Kill();
        await Running.WaitForExitAsync();
        Log.Add("---- killed ----");
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        Signals.Terminate(Running.Id);
        await Running.WaitForExitAsync(cancellationToken).WaitAsync(StopTime, cancellationToken);
        Log.Add("---- stopped ----");
        return Running.ExitCode;
    }

    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken);
        await StartAsync(cancellationToken);
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _health.GetAsync(new Uri(Address, "/health/ready"), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        _health.Dispose();
        if (_ownsData)
        {
            Data.Dispose();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Launch()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [BuildOutput.HostAssembly])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Data.Root,
        };
        start.Environment["ASPNETCORE_URLS"] = Address.ToString();
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["TMPDIR"] = Data.Temp;
        start.Environment["DocProcessing__DataDirectory"] = Data.Kept;
        foreach (var (name, value) in Settings.Values)
        {
            start.Environment[name] = value;
        }

        _process?.Dispose();
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Log.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Log.Add(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task<bool> WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        while (!Running.HasExited && started.Elapsed < StartTime)
        {
            if (await IsReadyAsync(cancellationToken))
            {
                return true;
            }

            await Task.Delay(30, cancellationToken);
        }

        return false;
    }
}
