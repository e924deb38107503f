using DocProcessing.Composition;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DocProcessing;

/// <summary>An environment variable that sets an option.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
/// <param name="Name">The variable's name.</param>
/// <param name="Apply">Sets the option; throws <see cref="FormatException"/> with what a good value looks like.</param>
public sealed record EnvironmentSetting<TOptions>(string Name, Action<TOptions, string> Apply);

/// <summary>Binds options so that every wrong setting of a host is told at once, when it starts.</summary>
public static class SettingsBinding
{
    /// <summary>The configuration section under which all options of the library stand.</summary>
    public const string RootSection = "DocProcessing";

    /// <summary>
    /// Binds options to <c>DocProcessing:{section}</c>, then to environment variables, then to what the host sets in code,
    /// and validates their attributes when the host starts.
    /// </summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="services">The host's services; an <see cref="IConfiguration"/> among them is read, none is no error.</param>
    /// <param name="section">The section's name below <see cref="RootSection"/>.</param>
    /// <param name="environment">The environment variables that set these options.</param>
    /// <returns>The options' builder, for further validation.</returns>
    public static OptionsBuilder<TOptions> AddSettings<TOptions>(this IServiceCollection services, string section, params EnvironmentSetting<TOptions>[] environment)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = services.AddOptions<TOptions>();
        if (services.Any(service => service.ServiceType == typeof(SettingsSource<TOptions>)))
        {
            return builder;
        }

        services.AddSingleton(provider => new SettingsSource<TOptions>(provider.GetService<IConfiguration>(), $"{RootSection}:{section}", environment));
        services.AddSingleton<IConfigureOptions<TOptions>>(provider => provider.GetRequiredService<SettingsSource<TOptions>>());
        services.AddSingleton<IValidateOptions<TOptions>>(provider => provider.GetRequiredService<SettingsSource<TOptions>>());
        return builder.ValidateDataAnnotations().ValidateOnStart();
    }

    /// <summary>Reads a whole number out of an environment variable.</summary>
    /// <param name="text">The variable's value.</param>
    /// <returns>The number.</returns>
    /// <exception cref="FormatException">The text is not one.</exception>
    public static int ParseWhole(string text) =>
        int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException("give a whole number");

    /// <summary>Reads a number out of an environment variable.</summary>
    /// <param name="text">The variable's value, with a decimal point.</param>
    /// <returns>The number.</returns>
    /// <exception cref="FormatException">The text is not one.</exception>
    public static double ParseNumber(string text) =>
        double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException("give a number such as 0.8");

    /// <summary>Reads a truth value out of an environment variable.</summary>
    /// <param name="text">The variable's value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="FormatException">The text is not one.</exception>
    public static bool ParseFlag(string text) =>
        bool.TryParse(text, out var value) ? value : throw new FormatException("give true or false");
}
