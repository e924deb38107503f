using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>Runs the scripts of the state on its keys, once the layout of what is there is known to be ours.</summary>
/// <remarks>
/// No call is sent twice: after a lost connection or a time-out nobody knows whether it was done. Each script says what a repeat by the caller finds.
/// A server that was restarted has forgotten the scripts; the client then sends the script itself instead of its hash.
/// </remarks>
internal sealed class StateAccess(RedisConnection connection)
{
    /// <summary>The version of the layout that this package writes and reads.</summary>
    public const int LayoutVersion = 1;

    private volatile bool _isOurs;

    /// <summary>Looks at the layout, if that is not done yet. Every call does so too.</summary>
    /// <exception cref="InvalidOperationException">A newer package has written what is there.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (!_isOurs)
        {
            await CheckLayoutAsync(cancellationToken);
        }
    }

    /// <summary>Looks at the layout by a write that changes nothing.</summary>
    public async Task CheckLayoutAsync(CancellationToken cancellationToken)
    {
        var present = (int)await SendAsync(StateScript.LayoutVersion, [LayoutVersion], cancellationToken);
        if (present > LayoutVersion)
        {
            throw new InvalidOperationException(
                $"The state under {Root} has version {present}, but this package knows versions up to {LayoutVersion}. "
                + "Use a newer package, or another DocProcessing:Redis:KeyPrefix.");
        }

        _isOurs = true;
    }

    /// <summary>Runs a script.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled: before the call nothing was sent, during it nobody knows.</exception>
    public async Task<RedisResult> RunAsync(string script, RedisValue[] values, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        return await SendAsync(script, values, cancellationToken);
    }

    public async Task<HashEntry[]> ReadHashAsync(string key, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        return await connection.RunAsync(database => database.HashGetAllAsync($"{Root}:{key}"), cancellationToken);
    }

    public async Task<RedisValue> ReadFieldAsync(string key, RedisValue field, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        return await connection.RunAsync(database => database.HashGetAsync($"{Root}:{key}", field), cancellationToken);
    }

    private string Root => connection.Key("state");

    private Task<RedisResult> SendAsync(string script, RedisValue[] values, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return connection.RunAsync(database => database.ScriptEvaluateAsync(script, [Root], values), cancellationToken);
    }
}
