using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace DocProcessing.Benchmarks.Bus;

/// <summary>One process's end of what is measured: our bus, or a bare channel of Redis. Each message holds the time when it was sent.</summary>
internal sealed class BusEnd : IAsyncDisposable
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("bare");

    private static readonly Notification Template = new(
        "1", "alice", "job_completed", JobId.Create(TimeProvider.System), DocumentId.Create(TimeProvider.System), "", DateTimeOffset.UnixEpoch);

    private readonly ServiceProvider _services;
    private readonly IProgressBus? _bus;
    private readonly ConnectionMultiplexer? _bare;

    private BusEnd(ServiceProvider services, IProgressBus? bus, ConnectionMultiplexer? bare) => (_services, _bus, _bare) = (services, bus, bare);

    public static async Task<BusEnd> OpenAsync(string kind, string address)
    {
        var services = new ServiceCollection().AddLogging().AddMetrics();
        if (kind == "bare")
        {
            return new BusEnd(services.BuildServiceProvider(), null, await ConnectionMultiplexer.ConnectAsync(address));
        }

        new Builder(services).UseRedisProgressBus(redis => redis.Configuration = address);
        var provider = services.BuildServiceProvider();
        return new BusEnd(provider, provider.GetRequiredService<IProgressBus>(), null);
    }

    public async Task SendAsync(long sentAt)
    {
        var text = $"{sentAt} {new string('x', 250)}";
        if (_bus is not null)
        {
            await _bus.PublishAsync(new NotificationMessage(Template with { Message = text }), CancellationToken.None);
        }
        else
        {
            // As our bus: the sender does not wait for the server.
            await _bare!.GetSubscriber().PublishAsync(Channel, text, CommandFlags.FireAndForget);
        }
    }

    public async Task ListenAsync(Action<long> received)
    {
        if (_bus is not null)
        {
            _bus.Subscribe(message => received(SentAt(((NotificationMessage)message).Notification.Message)));
        }
        else
        {
            await _bare!.GetSubscriber().SubscribeAsync(Channel, (_, text) => received(SentAt(text!)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_bare is not null)
        {
            await _bare.DisposeAsync();
        }
    }

    private static long SentAt(string text) => long.Parse(text.AsSpan(0, text.IndexOf(' ')), System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Builder(IServiceCollection Services) : IDocumentProcessingBuilder;
}
