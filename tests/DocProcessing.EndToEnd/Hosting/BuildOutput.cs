using System.Reflection;

namespace DocProcessing.EndToEnd.Hosting;

/// <summary>Where the build has put what the tests start and read.</summary>
internal static class BuildOutput
{
    public static string HostAssembly => Find("HostAssembly");

    public static string Repository => Find("Repository");

    public static string Configuration => Find("Configuration");

    public static string Documents => Find("Documents");

    private static string Find(string name) =>
        typeof(BuildOutput).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;
}
