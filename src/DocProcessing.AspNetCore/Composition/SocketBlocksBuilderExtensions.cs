using DocProcessing.Transport;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Tunes the server for large bodies.</summary>
public static class SocketBlocksBuilderExtensions
{
    private const int LeastBytes = 4 << 10;
    private const int MostBytes = 1 << 20;

    /// <summary>
    /// Lets Kestrel read from its sockets in larger blocks than its 4 KiB: fewer reads, fewer pieces, chunks come in faster at less cost.
    /// It concerns every endpoint of the host. A connection that waits for data holds no block, unless the transport's <c>WaitForDataBeforeAllocatingBuffer</c> is off.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="blockBytes">The size of a block in bytes, from 4 KiB to 1 MiB.</param>
    /// <returns>The builder.</returns>
    public static IDocumentProcessingBuilder UseLargeSocketBlocks(this IDocumentProcessingBuilder builder, int blockBytes = 64 << 10)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(blockBytes, LeastBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blockBytes, MostBytes);
        builder.Services.Replace(ServiceDescriptor.Singleton<IMemoryPoolFactory<byte>>(new SocketBlockPool(blockBytes)));
        return builder;
    }
}
