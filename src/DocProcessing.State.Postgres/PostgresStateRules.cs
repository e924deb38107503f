using Microsoft.Extensions.Options;

namespace DocProcessing.Postgres;

/// <summary>Checks what attributes cannot.</summary>
internal sealed class PostgresStateRules : IValidateOptions<PostgresStateOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresStateOptions options)
    {
        var errors = new List<string>();
        if (options.ConnectionString.Length > 0 && !ConnectionSettings.CanRead(options.ConnectionString))
        {
            errors.Add("DocProcessing:Postgres:ConnectionString is not one: write it like Host=…;Database=…;Username=…;Password=….");
        }

        if (options.MinPoolSize > options.MaxPoolSize)
        {
            errors.Add($"DocProcessing:Postgres:MinPoolSize is {options.MinPoolSize}, but MaxPoolSize is {options.MaxPoolSize}. Lower the one or raise the other.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
