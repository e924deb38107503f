using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace DocProcessing.Testing;

/// <summary>A real server for tests, run by its script under <c>eng/services</c> with its data in a directory of its own.</summary>
/// <remarks>One that cannot be started fails the test: a missing server is never a reason to pass.</remarks>
public sealed class Service : IAsyncDisposable
{
    // Servers run as users of their own, who must be able to pass every directory above their data.
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string Scripts =
        typeof(Service).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Services").Value!;

    private readonly string _name;
    private readonly IReadOnlyDictionary<string, string> _settings;

    private Service(string name, int port, IReadOnlyDictionary<string, string> settings)
    {
        (_name, Port, _settings) = (name, port, settings);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Root, Passable);
        }
    }

    /// <summary>Gets the port on 127.0.0.1. It stays the same from start to start.</summary>
    public int Port { get; }

    /// <summary>Gets the directory of the server's data, logs and process ids.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("docprocessing-service-").FullName;

    /// <summary>Starts a server that has no data yet.</summary>
    /// <param name="name">The script: <c>rgw</c>, <c>postgres</c> or <c>redis</c>.</param>
    /// <param name="settings">Environment variables that the script knows.</param>
    public static async Task<Service> StartAsync(string name, IReadOnlyDictionary<string, string>? settings = null)
    {
        var service = new Service(name, FreePorts(), settings ?? new Dictionary<string, string>());
        try
        {
            await service.StartAsync();
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again, on the data it had.</summary>
    public Task StartAsync() => RunAsync("start", Root, Port.ToString(CultureInfo.InvariantCulture));

    /// <summary>Stops it as a service manager does.</summary>
    public Task StopAsync() => RunAsync("stop", Root);

    /// <summary>Ends one of its processes as <c>kill -9</c> does.</summary>
    /// <param name="process">The process; the server's main one has the script's name.</param>
    public void Kill(string? process = null)
    {
        var id = int.Parse(File.ReadAllText(Path.Combine(Root, $"{process ?? _name}.pid")), CultureInfo.InvariantCulture);
        Process.GetProcessById(id).Kill();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Root, recursive: true);
    }

    /// <summary>Finds a port that nobody listens on.</summary>
    public static int FreePort() => FreePorts();

    /// <summary>Finds two ports in a row that nobody listens on: some servers need a second one.</summary>
    private static int FreePorts()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            try
            {
                using var second = new TcpListener(IPAddress.Loopback, port + 1);
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: look elsewhere.
            }
        }
    }

    private async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Scripts, _name), arguments) { RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in _settings)
        {
            start.Environment[name] = value;
        }

        using var script = Process.Start(start)!;

        // The server that it leaves behind writes to its own log, so this pipe ends with the script.
        var errors = await script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync();
        if (script.ExitCode != 0)
        {
            throw new InvalidOperationException($"{_name} {arguments[0]} failed ({script.ExitCode}):\n{errors}");
        }
    }
}
