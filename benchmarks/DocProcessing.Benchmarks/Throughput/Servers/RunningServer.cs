using System.Diagnostics;
using DocProcessing.Testing;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>A server as a process of its own, with a directory of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StreamWriter _log;

    private RunningServer(ServerDefinition definition, ServerPlace place)
    {
        (Definition, Place) = (definition, place);
        var start = definition.Command(place);
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        start.WorkingDirectory = place.Directory;
        _log = new StreamWriter(LogPath) { AutoFlush = true };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Log(line.Data);
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public ServerDefinition Definition { get; }

    public ServerPlace Place { get; }

    public IUploadProtocol Protocol { get; private set; } = null!;

    public ProcessFamily Processes => new(_process.Id);

    /// <summary>Gets the memory it held when it had started and done nothing yet, in bytes.</summary>
    public long IdleBytes { get; private set; }

    private string LogPath => Path.Combine(Place.Directory, "server.log");

    public static async Task<RunningServer> StartAsync(ServerDefinition definition, string root)
    {
        var place = new ServerPlace(Service.FreePort(), Directory.CreateDirectory(Path.Combine(root, definition.Name)).FullName);
        var server = new RunningServer(definition, place);
        try
        {
            await server.WaitUntilReadyAsync();
            server.Protocol = await definition.ConnectAsync(place.Address);
            server.IdleBytes = server.Processes.ResidentBytes;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Protocol?.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        await _log.DisposeAsync();
    }

    private async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient();
        var started = Stopwatch.StartNew();
        while (!_process.HasExited && started.Elapsed < StartTime)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Place.Address, "/ready"));
                return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
                await Task.Delay(30);
            }
        }

        throw new InvalidOperationException($"{Definition.Name} did not start. It printed:\n{await File.ReadAllTextAsync(LogPath)}");
    }

    private void Log(string? line)
    {
        if (line is not null)
        {
            _log.WriteLine(line);
        }
    }
}
