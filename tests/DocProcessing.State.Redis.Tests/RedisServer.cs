using DocProcessing.Redis.Tests;
using DocProcessing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

[assembly: AssemblyFixture(typeof(RedisServer))]

namespace DocProcessing.Redis.Tests;

/// <summary>One server for all tests that leave it running; each takes a prefix of its own.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private Service? _service;

    public Service Service => _service!;

    public string Address => AddressOf(Service.Port);

    public static string AddressOf(int port) => $"redis://127.0.0.1:{port}";

    public static string NewPrefix() => $"{{{Guid.NewGuid():N}}}:";

    /// <summary>Makes a connection of its own, as another process would have.</summary>
    internal static RedisConnection Connect(string address, string prefix) =>
        new(Options.Create(new RedisOptions { Configuration = address, KeyPrefix = prefix }), new ServiceCollection().BuildServiceProvider());

    public async ValueTask InitializeAsync() => _service = await Service.StartAsync("redis");

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }
}
