using System.Text.Json;
using System.Text.Json.Nodes;
using DocProcessing.Client;

namespace DocProcessing.Cli;

/// <summary>What is kept between calls, in the user's own configuration directory: the token of <c>login</c>, and uploads to go on with.</summary>
internal static class Home
{
    private static readonly string Root =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "docprocessing");

    private static string Logins => Path.Combine(Root, "logins.json");

    public static IUploadResumeStore Uploads { get; } = new FileUploadResumeStore(Path.Combine(Root, "uploads"));

    /// <summary>Finds the token of a host. Another host never gets it.</summary>
    public static string? FindToken(Uri server) => Read()[server.AbsoluteUri]?.GetValue<string>();

    public static void SaveToken(Uri server, string token)
    {
        var logins = Read();
        logins[server.AbsoluteUri] = token;
        Directory.CreateDirectory(Root);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var fresh = $"{Logins}.{Guid.NewGuid():n}.new";
        using (var file = new FileStream(fresh, options))
        using (var writer = new Utf8JsonWriter(file))
        {
            logins.WriteTo(writer);
        }

        File.Move(fresh, Logins, overwrite: true);
    }

    private static JsonObject Read()
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Logins)) as JsonObject ?? [];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return [];
        }
    }
}
