using Microsoft.Extensions.Options;
using Polly;
using Polly.Registry;

namespace DocProcessing.S3;

/// <summary>Runs calls to the store: repeated when they fail in passing, bounded in time, refused while the store is down, and with errors of the slot.</summary>
internal sealed class S3Calls(ResiliencePipelineProvider<string> pipelines, IOptions<S3StorageOptions> options)
{
    /// <summary>The pipeline's name, by which a host finds it in its telemetry.</summary>
    public const string Pipeline = "docprocessing-s3";

    private readonly ResiliencePipeline _pipeline = pipelines.GetPipeline(Pipeline);

    /// <summary>Runs a call that moves no content.</summary>
    /// <param name="action">What it does, for the error: "Storage could not {action}".</param>
    /// <param name="call">The call; run again from its start for each try.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<T> RunAsync<T>(string action, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        RunAsync(action, call, options.Value.RequestTimeout, cancellationToken);

    /// <summary>Runs a call that carries content, or makes the store move some.</summary>
    public Task<T> TransferAsync<T>(string action, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        RunAsync(action, call, options.Value.TransferTimeout, cancellationToken);

    private async Task<T> RunAsync<T>(string action, Func<CancellationToken, Task<T>> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(action, cancellationToken);
        context.Properties.Set(S3Resilience.TryTimeout, timeout);
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (context, call) => await call(context.CancellationToken), context, call);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // A driver may wrap the caller's cancellation.
            cancellationToken.ThrowIfCancellationRequested();
            throw S3Errors.Translate(action, exception, options.Value.BreakDuration);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
