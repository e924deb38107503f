using System.Diagnostics;

namespace DocProcessing.Benchmarks.Sockets;

/// <summary>A server in a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _control;

    private ServerProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        _control = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<ServerProcess> StartAsync(string kind)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ServerProcess).Assembly.Location, SocketServer.Verb, kind])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // As web hosts run, which a measuring tool is not.
        start.Environment["DOTNET_gcServer"] = "1";
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        return line is null ? throw new InvalidOperationException($"The server {kind} did not start.") : new ServerProcess(process, new Uri(line));
    }

    /// <returns>When the first event was published.</returns>
    public async Task<long> PublishAsync(int count, int perSecond)
    {
        using var answer = await _control.PostAsync(new Uri($"/publish?count={count}&perSecond={perSecond}", UriKind.Relative), null);
        return long.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <returns>What the process holds of the machine's memory, without its garbage.</returns>
    public async Task<long> MeasureMemoryAsync()
    {
        (await _control.PostAsync(new Uri("/collect", UriKind.Relative), null)).EnsureSuccessStatusCode().Dispose();
        _process.Refresh();
        return _process.WorkingSet64;
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
