using Microsoft.AspNetCore.Http.Features;

namespace DocProcessing.WebSockets;

/// <summary>Puts a <see cref="GatheringStream"/> between the server's connection and the socket that is made over it.</summary>
internal sealed class GatheringUpgrade(IHttpUpgradeFeature upgrade) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

    /// <summary>Gets the stream; none before the upgrade, nor where the host's own middleware makes the socket.</summary>
    public GatheringStream? Stream { get; private set; }

    /// <summary>Offers it to whoever upgrades the request. HTTP/2 and servers without upgrades go on without.</summary>
    public static void Offer(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new GatheringUpgrade(upgrade));
        }
    }

    public static GatheringStream? StreamOf(HttpContext context) => (context.Features.Get<IHttpUpgradeFeature>() as GatheringUpgrade)?.Stream;

    public async Task<Stream> UpgradeAsync() => Stream = new GatheringStream(await upgrade.UpgradeAsync());
}
