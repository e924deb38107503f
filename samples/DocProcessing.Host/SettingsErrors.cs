using Microsoft.Extensions.Options;

namespace DocProcessing.Host;

/// <summary>Finds what is wrong with the settings in what stopped the host.</summary>
internal static class SettingsErrors
{
    public static IReadOnlyList<string> Of(Exception exception) => exception switch
    {
        OptionsValidationException settings => [.. settings.Failures],
        AggregateException several => [.. several.InnerExceptions.SelectMany(Of)],
        _ => [],
    };
}
