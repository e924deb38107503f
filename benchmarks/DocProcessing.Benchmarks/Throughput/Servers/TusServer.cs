using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>Starts @tus/server under Node.js, in the versions that its lock file pins; they are installed beside this program once.</summary>
internal static class TusServer
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "tus");

    public static ProcessStartInfo Command(ServerPlace place)
    {
        Install();
        return new ProcessStartInfo("node", [Path.Combine(Script, "server.mjs"), place.Port.ToString(CultureInfo.InvariantCulture), place.Directory]);
    }

    /// <summary>Reads which versions are pinned.</summary>
    public static IReadOnlyDictionary<string, string> Versions() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Script, "package.json"))).RootElement.GetProperty("dependencies").Deserialize<Dictionary<string, string>>()!;

    private static void Install()
    {
        var installed = new FileInfo(Path.Combine(Script, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Script, "package-lock.json")))
        {
            return;
        }

        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = Script, RedirectStandardOutput = true })!;
            npm.StandardOutput.ReadToEnd();
            npm.WaitForExit();
            if (npm.ExitCode != 0)
            {
                throw new InvalidOperationException($"npm ci failed ({npm.ExitCode}).");
            }
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException("npm was not found: install Node.js 20.19 or newer, or leave tus out by --servers.", exception);
        }
    }
}
