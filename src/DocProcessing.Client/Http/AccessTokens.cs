namespace DocProcessing.Client.Http;

/// <summary>Keeps the token between calls. However many calls are refused at once, it is refreshed once.</summary>
internal sealed class AccessTokens(AccessTokenProvider? provider) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private string? _token;
    private bool _asked;

    /// <summary>Gets the token to send.</summary>
    /// <param name="refused">The token that the host has just refused, if it did.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<string?> GetAsync(string? refused, CancellationToken cancellationToken)
    {
        if (provider is null)
        {
            return null;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            var isRefused = refused is not null && refused == _token;
            if (!_asked || isRefused)
            {
                _token = await provider(isRefused, cancellationToken);
                _asked = true;
            }

            return _token;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
