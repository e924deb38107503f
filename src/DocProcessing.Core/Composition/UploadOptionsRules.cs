using Microsoft.Extensions.Options;

namespace DocProcessing.Composition;

/// <summary>Checks upload options against each other.</summary>
internal sealed class UploadOptionsRules : IValidateOptions<UploadOptions>
{
    private const long MaxParts = 10_000;

    // The largest part that stores take: 5 GiB.
    private const long MaxPartSize = 5L << 30;

    public ValidateOptionsResult Validate(string? name, UploadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.MaxDocumentBytes <= MaxParts * MaxPartSize
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"MaxDocumentBytes is {options.MaxDocumentBytes}, but {MaxParts} parts of {MaxPartSize} bytes hold less. Lower MaxDocumentBytes.");
    }
}
