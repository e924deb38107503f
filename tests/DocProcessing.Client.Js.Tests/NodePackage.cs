using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using DocProcessing.Testing;

namespace DocProcessing.Client.Js.Tests;

/// <summary>The npm package, installed as its lock file says and built, and a host for its tests, which use users of their own.</summary>
public sealed class NodePackage : IAsyncLifetime
{
    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(5);

    private HostProcess? _host;

    public static string Root => Find("JsClient");

    public static string ServedClient => Find("ServedClient");

    /// <summary>Gets the port of the tests' pages, which come from an origin of their own, as an application's would.</summary>
    public string PagePort { get; } = Service.FreePort().ToString(CultureInfo.InvariantCulture);

    internal HostProcess Host => _host ?? throw new InvalidOperationException("The host was not started.");

    public async ValueTask InitializeAsync()
    {
        using var patience = new CancellationTokenSource(InstallTime);
        await RequireAsync("npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline"], patience.Token);
        await RequireAsync("node", ["build.mjs"], patience.Token);
        var settings = HostSettings.ForTests()
            .With("DocProcessing:HttpApi:AllowedOrigins:0", $"http://127.0.0.1:{PagePort}")
            .With("DocProcessing:HttpApi:AllowedOrigins:1", $"http://insecure.test:{PagePort}");
        _host = await HostProcess.StartAsync(settings, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    /// <summary>Runs a program in the package's directory, until it or the patience ends.</summary>
    /// <returns>Its exit code, and what it printed.</returns>
    internal static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Start(start);
        process.StandardInput.Close();
        using var onCancel = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, await output + await errors);
    }

    private static async Task RequireAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await RunAsync(program, arguments, new Dictionary<string, string>(), cancellationToken);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"{start.FileName} is missing: run eng/services/install node.", exception);
        }
    }

    private static string Find(string name) =>
        typeof(NodePackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;
}

[CollectionDefinition(Name)]
public sealed class NodePackageTests : ICollectionFixture<NodePackage>
{
    public const string Name = "The npm package";
}
