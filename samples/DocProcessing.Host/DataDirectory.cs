namespace DocProcessing.Host;

/// <summary>Where the host keeps everything.</summary>
internal static class DataDirectory
{
    public static string Make(IConfiguration configuration, IHostEnvironment environment)
    {
        var path = Path.GetFullPath(configuration["DocProcessing:DataDirectory"] ?? "data", environment.ContentRootPath);
        Directory.CreateDirectory(path);
        return path;
    }
}
