using System.ComponentModel;
using System.Diagnostics;

namespace DocProcessing.Extraction.Isolation;

/// <summary>
/// Starts child processes: this package's own assembly, on the very runtime that the host runs on. The runtime configuration is the launcher's own and not
/// the host's: no web framework to load, no server garbage collector, and a limit on memory.
/// </summary>
internal sealed class ChildLauncher(int maxMemoryMegabytes, string assembly) : IDisposable
{
    public const string ChildArgument = "extraction-child";

    /// <summary>What a child may know of the host's environment: no secrets.</summary>
    private static readonly string[] PassedVariables =
    [
        "PATH", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "SystemRoot", "LD_LIBRARY_PATH",
        "DOTNET_ROOT", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY", "CLR_ICU_VERSION_OVERRIDE",
    ];

    private readonly Lock _gate = new();
    private LauncherDirectory? _directory;

    /// <summary>Makes a launcher of this package's own assembly.</summary>
    public static ChildLauncher Of(int maxMemoryMegabytes) => new(maxMemoryMegabytes, typeof(ChildLauncher).Assembly.Location);

    /// <exception cref="DocumentProcessingException">No child can be started here.</exception>
    public Process Start()
    {
        if (assembly.Length == 0 || DotnetHost.Find() is not { } dotnet)
        {
            throw CannotStart(assembly.Length == 0 ? "this host is a single file" : "no dotnet program was found", null);
        }

        var configuration = WriteConfiguration();
        var start = new ProcessStartInfo(dotnet)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = Path.GetDirectoryName(assembly),
            ArgumentList = { "exec", "--runtimeconfig", configuration, assembly, ChildArgument, maxMemoryMegabytes.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        };
        ReduceEnvironment(start, Path.GetDirectoryName(configuration)!);
        try
        {
            return Process.Start(start) ?? throw CannotStart("the system started none", null);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or IOException)
        {
            throw CannotStart(exception.Message, exception);
        }
    }

    public static DocumentProcessingException CannotStart(string reason, Exception? exception) => new(
        ErrorCategory.Unavailable,
        "extractor_unavailable",
        $"No extraction process can be started: {reason}. If this host cannot have child processes, set DocProcessing:Extraction:Isolation to InProcess.",
        exception);

    public void Dispose()
    {
        lock (_gate)
        {
            _directory?.Dispose();
            _directory = null;
        }
    }

    private string WriteConfiguration()
    {
        lock (_gate)
        {
            if (_directory is null || !File.Exists(_directory.Configuration))
            {
                // A new directory, even when a cleaner took only the old one: another user may have made that name again since.
                _directory?.Dispose();
                _directory = LauncherDirectory.Make();
                File.WriteAllText(_directory.Configuration, ChildRuntime.Configuration(maxMemoryMegabytes));
            }

            return _directory.Configuration;
        }
    }

    private static void ReduceEnvironment(ProcessStartInfo start, string temporary)
    {
        var passed = PassedVariables.Where(start.Environment.ContainsKey).ToDictionary(name => name, name => start.Environment[name]);
        start.Environment.Clear();
        foreach (var (name, value) in passed)
        {
            start.Environment[name] = value;
        }

        // What a parser puts aside of a document goes with the launcher's directory, even when the child is killed in the middle.
        foreach (var name in (string[])["TMPDIR", "TMP", "TEMP"])
        {
            start.Environment[name] = temporary;
        }

        // No debugger ports, no dumps: a dump would hold the document.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
    }
}
