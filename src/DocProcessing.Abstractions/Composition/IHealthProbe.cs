namespace DocProcessing;

/// <summary>A component that can tell whether it works. Adapters register one for each slot they fill; the health endpoints name them all.</summary>
public interface IHealthProbe
{
    /// <summary>Gets the component's name, such as <c>storage</c> or <c>state</c>.</summary>
    string Component { get; }

    /// <summary>Tries the component in the cheapest way that proves it works.</summary>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <returns>A few words on what answered, such as the adapter's name. An exception means: it does not work.</returns>
    Task<string> ProbeAsync(CancellationToken cancellationToken);
}
