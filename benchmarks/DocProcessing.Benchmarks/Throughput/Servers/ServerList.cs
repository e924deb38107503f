namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>All columns. A variant of the host is one more line with the settings that make it.</summary>
internal static class ServerList
{
    /// <summary>The name of the server that all others are compared with.</summary>
    public const string Baseline = "raw";

    public static IReadOnlyList<ServerDefinition> All { get; } =
    [
        new("host", "the sample host, with socket blocks of 64 KiB", HostServer.Command(), HostProtocol.ConnectAsync),
        new("host-stock", "the same on Kestrel's defaults", HostServer.Command(("DocProcessing:SocketBlockBytes", "0")), HostProtocol.ConnectAsync),
        new("host-web", "the sample host, leaving the jobs to other nodes", HostServer.Command(("DocProcessing:Jobs:Role", "Web")), HostProtocol.ConnectToWebNodeAsync),
        new(Baseline, "body, MD5, preallocated file", ReferenceServer.Command("raw"), RawProtocol.ConnectAsync),
        new("raw-tuned", "the same with socket blocks of 64 KiB", ReferenceServer.Command("raw", "tuned"), RawProtocol.ConnectAsync),
        new("naive", "IFormFile, MD5, copied to a file", ReferenceServer.Command("naive"), NaiveProtocol.ConnectAsync),
        new("tus", "@tus/server (Node.js), file store, no checksum", TusServer.Command, TusProtocol.ConnectAsync),
    ];
}
