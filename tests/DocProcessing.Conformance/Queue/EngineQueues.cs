using Microsoft.Extensions.DependencyInjection;

namespace DocProcessing.Conformance;

/// <summary>Makes queues over an engine as a host does, each with a name of its own.</summary>
/// <typeparam name="TOptions">The adapter's options.</typeparam>
public abstract class EngineQueues<TOptions> : IAsyncLifetime
    where TOptions : class
{
    private readonly List<ServiceProvider> _hosts = [];

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>Makes a host's services with the queue among them.</summary>
    /// <param name="name">The queue's name in its store; hosts of one name share the work.</param>
    /// <param name="more">Adds services of the host's own.</param>
    /// <param name="configure">Sets options that a test wants different.</param>
    public ServiceProvider NewHost(string? name = null, Action<IServiceCollection>? more = null, Action<TOptions>? configure = null)
    {
        var builder = new BareBuilder();
        more?.Invoke(builder.Services);
        Use(builder, options =>
        {
            Configure(options);
            Name(options, name ?? QueueName.New());
            configure?.Invoke(options);
        });
        var host = builder.Services.BuildServiceProvider();
        lock (_hosts)
        {
            _hosts.Add(host);
        }

        return host;
    }

    public IJobQueue NewQueue(string? name = null) => NewHost(name).GetRequiredService<IJobQueue>();

    /// <summary>Fills the slot with the adapter's queue.</summary>
    protected abstract void Use(IDocumentProcessingBuilder builder, Action<TOptions> configure);

    /// <summary>Names the queue in its store.</summary>
    protected abstract void Name(TOptions options, string name);

    /// <summary>Says where the engine keeps its tickets.</summary>
    protected abstract void Configure(TOptions options);
}
