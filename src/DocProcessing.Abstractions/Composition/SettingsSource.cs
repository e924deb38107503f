using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace DocProcessing.Composition;

/// <summary>
/// Sets options from configuration. What cannot be read is skipped when configuring and told when validating,
/// since an exception while configuring would hide every other wrong setting.
/// </summary>
internal sealed class SettingsSource<TOptions>(IConfiguration? configuration, string section, IReadOnlyList<EnvironmentSetting<TOptions>> environment)
    : IConfigureOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class
{
    public void Configure(TOptions options) => Apply(options);

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        // Applied to a scratch copy: the host's own code may have changed the real one since.
        var errors = Apply(Activator.CreateInstance<TOptions>());
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private List<string> Apply(TOptions options)
    {
        var errors = new List<string>();
        if (configuration is null)
        {
            return errors;
        }

        foreach (var setting in configuration.GetSection(section).GetChildren())
        {
            ApplySection(options, setting, errors);
        }

        foreach (var variable in environment)
        {
            if (configuration[variable.Name] is { Length: > 0 } value)
            {
                ApplyVariable(options, variable, value, errors);
            }
        }

        return errors;
    }

    private static void ApplySection(TOptions options, IConfigurationSection setting, List<string> errors)
    {
        var property = typeof(TOptions).GetProperty(setting.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
        if (property is not { CanWrite: true })
        {
            var known = string.Join(", ", typeof(TOptions).GetProperties().Where(candidate => candidate.CanWrite).Select(candidate => candidate.Name));
            errors.Add($"{setting.Path} is not a setting. Known here: {known}.");
            return;
        }

        try
        {
            property.SetValue(options, setting.Get(property.PropertyType));
        }
        catch (InvalidOperationException)
        {
            errors.Add($"{setting.Path} is '{setting.Value}', which is not a {Describe(property.PropertyType)}.");
        }
    }

    private static void ApplyVariable(TOptions options, EnvironmentSetting<TOptions> variable, string value, List<string> errors)
    {
        try
        {
            variable.Apply(options, value);
        }
        catch (FormatException exception)
        {
            errors.Add($"{variable.Name} is '{value}': {exception.Message}.");
        }
    }

    private static string Describe(Type type) => Nullable.GetUnderlyingType(type)?.Name ?? type.Name;
}
