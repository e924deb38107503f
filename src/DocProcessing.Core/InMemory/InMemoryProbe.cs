namespace DocProcessing.InMemory;

/// <summary>Memory always works.</summary>
internal sealed class InMemoryProbe(string component) : IHealthProbe
{
    public string Component => component;

    public Task<string> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult("in memory, lost with the process");
}
