using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace DocProcessing.S3;

/// <summary>How calls to the store are repeated, and when the store is left alone.</summary>
internal static class S3Resilience
{
    /// <summary>The time that one try of a call may take.</summary>
    public static readonly ResiliencePropertyKey<TimeSpan> TryTimeout = new("docprocessing.s3.try_timeout");

    private const double BreakAtFailureRatio = 0.5;
    private const int BreakAtLeastCalls = 8;

    private static readonly TimeSpan SamplingDuration = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    public static void Configure(ResiliencePipelineBuilder pipeline, S3StorageOptions options, TimeProvider clock)
    {
        pipeline.TimeProvider = clock;
        pipeline
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => IsPassing(arguments.Context, arguments.Outcome.Exception),
                MaxRetryAttempts = options.MaxRetries,
                Delay = FirstDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = arguments => IsPassing(arguments.Context, arguments.Outcome.Exception),
                FailureRatio = BreakAtFailureRatio,
                MinimumThroughput = BreakAtLeastCalls,
                SamplingDuration = SamplingDuration,
                BreakDuration = options.BreakDuration,
            })
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = arguments => ValueTask.FromResult(arguments.Context.Properties.GetValue(TryTimeout, options.RequestTimeout)),
            });
    }

    // A client that goes away says nothing of the store.
    private static ValueTask<bool> IsPassing(ResilienceContext context, Exception? exception) =>
        ValueTask.FromResult(exception is not null && !context.CancellationToken.IsCancellationRequested && S3Errors.IsPassing(exception));
}
