using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>The one connection of this package: made when it is first used, and closed at the end unless it is the host's own.</summary>
internal sealed class RedisConnection(IOptions<RedisOptions> options, IServiceProvider services) : IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan ReconnectInterval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private Task<IConnectionMultiplexer>? _opening;
    private bool _isOurs;
    private bool _disposed;

    /// <summary>Gets the server's side, connected or not: a connection that breaks is made again by itself.</summary>
    public Task<IConnectionMultiplexer> OpenAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            // One that could not even be tried, such as for a certificate that is not there, is tried again by whoever comes next.
            return _opening is null or { IsFaulted: true } ? _opening = ConnectAsync() : _opening;
        }
    }

    public async Task<IDatabase> GetDatabaseAsync() => (await OpenAsync()).GetDatabase();

    /// <summary>Runs a call of state, of which each may fail as unavailable.</summary>
    /// <exception cref="StateUnavailableException">Redis cannot be used now; whether it did what was asked is not known.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            var database = await GetDatabaseAsync().WaitAsync(cancellationToken);
            return await call(database).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (RedisErrors.IsUnavailable(exception))
        {
            throw RedisErrors.Unavailable(exception);
        }
    }

    /// <summary>Names a key or a channel.</summary>
    public string Key(string name) => options.Value.KeyPrefix + name;

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        Task<IConnectionMultiplexer>? opening;
        lock (_gate)
        {
            (opening, _disposed) = (_disposed ? null : _opening, true);
        }

        if (opening is not null && _isOurs)
        {
            // One that failed to open leaves nothing to close.
            await opening.ContinueWith(
                opened => opened.IsCompletedSuccessfully ? opened.Result.DisposeAsync().AsTask() : Task.CompletedTask, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
        }
    }

    private async Task<IConnectionMultiplexer> ConnectAsync()
    {
        if (options.Value.Configuration.Length == 0)
        {
            return services.GetRequiredService<IConnectionMultiplexer>();
        }

        _isOurs = true;
        var settings = RedisAddress.Parse(options.Value.Configuration);

        // While Redis is away a call fails at once: callers have a better answer than to wait in line until a time-out.
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.ReconnectRetryPolicy = new LinearRetry((int)ReconnectInterval.TotalMilliseconds);
        settings.ClientName ??= "docprocessing";
        return await ConnectionMultiplexer.ConnectAsync(settings).ConfigureAwait(false);
    }
}
