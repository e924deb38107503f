namespace DocProcessing.Host;

/// <summary>How much Kestrel reads from a socket at once: <c>DocProcessing:SocketBlockBytes</c>, 64 KiB unless it is set; 0 leaves Kestrel as it is.</summary>
internal static class SocketBlocks
{
    private const int DefaultBytes = 64 << 10;

    public static IDocumentProcessingBuilder UseChosenSocketBlocks(this IDocumentProcessingBuilder builder, IConfiguration configuration) =>
        configuration.GetValue("DocProcessing:SocketBlockBytes", DefaultBytes) is var bytes and > 0 ? builder.UseLargeSocketBlocks(bytes) : builder;
}
