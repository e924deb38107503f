namespace DocProcessing.Client.Http;

/// <summary>Sends the same again while that may help, at growing distances and never before the host wants it.</summary>
internal sealed class Retries(DocumentProcessingClientOptions options, TimeProvider clock)
{
    /// <summary>Runs a call until it succeeds or cannot.</summary>
    /// <param name="call">The call; it is given the failure of the try before.</param>
    /// <param name="cancellationToken">Ends calls and waits.</param>
    public async Task<T> RunAsync<T>(Func<DocumentProcessingClientException?, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        DocumentProcessingClientException? failure = null;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await call(failure, cancellationToken);
            }
            catch (DocumentProcessingClientException exception) when (exception.IsTransient && attempt < options.MaxRetries)
            {
                failure = exception;
            }

            await WaitAsync(attempt, failure.RetryAfter, cancellationToken);
        }
    }

    /// <summary>Waits before the next try.</summary>
    /// <param name="attempt">How many tries failed before this one.</param>
    /// <param name="retryAfter">What the host asks for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitAsync(int attempt, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        var backoff = Math.Min(options.RetryMaxDelay.TotalMilliseconds, options.RetryBaseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 30)));

        // Half of it by chance, so that clients that failed together do not come back together; after a Retry-After a little, for the same reason.
        var wait = retryAfter is { } asked
            ? asked.TotalMilliseconds + (Random.Shared.NextDouble() * options.RetryBaseDelay.TotalMilliseconds)
            : backoff * (0.5 + (Random.Shared.NextDouble() / 2));
        return Task.Delay(TimeSpan.FromMilliseconds(wait), clock, cancellationToken);
    }
}
