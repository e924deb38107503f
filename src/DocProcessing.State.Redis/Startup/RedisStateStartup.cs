using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.Redis;

/// <summary>Looks at the server before anything else of the host starts: one that cannot be used, or that may lose what was acknowledged, does not start unasked.</summary>
internal sealed partial class RedisStateStartup(
    StateAccess access, RedisConnection connection, IOptions<RedisOptions> options, ILogger<RedisStateStartup> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await access.OpenAsync(cancellationToken);
            var durability = Durability.Of(await ServerSettings.ReadAsync(connection, cancellationToken));
            if (durability.Refusal is not null && !options.Value.AcceptDataLoss)
            {
                throw new InvalidOperationException($"{durability.Refusal} Change that, or set DocProcessing:Redis:AcceptDataLoss to true if what is kept here may be lost.");
            }

            if (durability.Told is { } told)
            {
                LogMayLose(told);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // As a setting that does not hold: hosts show those in plain words. The client's own error says more than ours.
            var cause = exception is StateUnavailableException { InnerException: { } inner } ? inner : exception;
            throw new OptionsValidationException(
                "Redis", typeof(RedisOptions), [$"The state on Redis cannot be used: {cause.Message} Check section DocProcessing:Redis and the server."]);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(610, LogLevel.Warning, "What Redis may lose: {Loss}")]
    private partial void LogMayLose(string loss);
}
