namespace DocProcessing.Host;

/// <summary>Where the host listens: 127.0.0.1:8000 unless it was told otherwise, and the sockets' own address if they have one.</summary>
internal static class Addresses
{
    private const string Default = "http://127.0.0.1:8000";

    private static readonly string[] Told = ["urls", "http_ports", "https_ports"];

    public static void Add(WebApplication app, WebSocketSettings sockets)
    {
        var isTold = Told.Any(name => !string.IsNullOrEmpty(app.Configuration[name])) || app.Configuration.GetSection("Kestrel:Endpoints").Exists();
        if (!isTold)
        {
            app.Urls.Add(Default);
        }

        if (sockets.Port is { } port)
        {
            app.Urls.Add($"http://{(string.IsNullOrEmpty(sockets.Host) ? "*" : sockets.Host)}:{port}");
        }
    }
}
