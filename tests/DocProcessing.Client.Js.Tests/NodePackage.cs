using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace DocProcessing.Client.Js.Tests;

/// <summary>The npm package, installed as its lock file says and built.</summary>
public sealed class NodePackage : IAsyncLifetime
{
    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(5);

    public static string Root => Find("JsClient");

    public static string ServedClient => Find("ServedClient");

    public async ValueTask InitializeAsync()
    {
        using var patience = new CancellationTokenSource(InstallTime);
        await RequireAsync("npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline"], patience.Token);
        await RequireAsync("node", ["build.mjs"], patience.Token);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

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
