namespace DocProcessing.Page.Tests.Support;

/// <summary>The Chromium that the system has.</summary>
internal static class Browsers
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    public static string Path => Names
        .SelectMany(name => Environment.GetEnvironmentVariable("PATH")!.Split(System.IO.Path.PathSeparator).Select(directory => System.IO.Path.Combine(directory, name)))
        .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"None of {string.Join(", ", Names)} is installed: eng/services/install chromium.");

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Path,

        // Chromium's sandbox refuses to run as root, and containers often have a small /dev/shm.
        Args = ["--no-sandbox", "--disable-dev-shm-usage"],
    });
}
