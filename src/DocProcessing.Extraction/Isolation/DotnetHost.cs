namespace DocProcessing.Extraction.Isolation;

/// <summary>Finds the program that starts .NET assemblies.</summary>
internal static class DotnetHost
{
    private static string Executable => OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    public static string? Find() => Candidates().FirstOrDefault(File.Exists);

    private static IEnumerable<string> Candidates()
    {
        // The runtime that this process runs on lies in {root}/shared/Microsoft.NETCore.App/{version}.
        if (Path.GetDirectoryName(typeof(object).Assembly.Location) is { Length: > 0 } runtime)
        {
            yield return Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", Executable));
        }

        if (Environment.ProcessPath is { } process && Path.GetFileName(process) == Executable)
        {
            yield return process;
        }

        foreach (var directory in Directories())
        {
            yield return Path.Combine(directory, Executable);
        }
    }

    private static IEnumerable<string> Directories()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
        {
            yield return root;
        }

        foreach (var directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return directory;
        }
    }
}
