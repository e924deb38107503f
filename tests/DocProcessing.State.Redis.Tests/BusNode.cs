using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DocProcessing.Redis.Tests;

/// <summary>One node's end of the bus, with a connection of its own and a list of what it was told.</summary>
internal sealed class BusNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RedisConnection _connection;
    private readonly IDisposable _subscription;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public BusNode(string address, string prefix)
    {
        _connection = RedisServer.Connect(address, prefix);
        Bus = new RedisProgressBus(_connection, _services.GetRequiredService<IMeterFactory>(), TimeProvider.System, NullLogger<RedisProgressBus>.Instance);
        _subscription = Bus.Subscribe(Told.Enqueue);
    }

    public RedisProgressBus Bus { get; }

    public ConcurrentQueue<BusMessage> Told { get; } = new();

    public static async Task<BusNode> JoinAsync(string address, string prefix)
    {
        var node = new BusNode(address, prefix);
        await node.Bus.Ready.WaitAsync(Patience, TestContext.Current.CancellationToken);
        return node;
    }

    public void Publish(params IEnumerable<BusMessage> messages)
    {
        foreach (var message in messages)
        {
            // It never waits for Redis.
            Assert.True(Bus.PublishAsync(message, TestContext.Current.CancellationToken).AsTask().IsCompletedSuccessfully);
        }
    }

    public Task WaitForAsync(BusMessage message) => WaitForAsync(() => Told.Contains(message), $"{message} did not arrive");

    public Task WaitForGapAsync() => WaitForAsync(() => Told.Any(message => message is GapMessage), "No gap was told");

    private async Task WaitForAsync(Func<bool> condition, string otherwise)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Patience, $"{otherwise} among {Told.Count}.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await Bus.DisposeAsync();
        await _connection.DisposeAsync();
        await _services.DisposeAsync();
    }
}
