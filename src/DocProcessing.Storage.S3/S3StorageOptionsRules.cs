using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using DocProcessing.S3;
using Microsoft.Extensions.Options;

namespace DocProcessing;

/// <summary>Checks the options against each other.</summary>
internal sealed class S3StorageOptionsRules : IValidateOptions<S3StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, S3StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = Errors(options).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Errors(S3StorageOptions options)
    {
        if (!S3Address.TryParse(options, out var address))
        {
            yield return $"DocProcessing:S3:Endpoint is '{options.Endpoint}': give a host with a port, or an http or https address without a path (MINIO_ENDPOINT).";
        }

        if (string.IsNullOrEmpty(options.AccessKey) != string.IsNullOrEmpty(options.SecretKey))
        {
            yield return "Only one of DocProcessing:S3:AccessKey and SecretKey is set: give both, or neither for the SDK's own chain (MINIO_ACCESS_KEY, MINIO_SECRET_KEY).";
        }

        if (options.Encryption == S3Encryption.CustomerKey)
        {
            if (options.CustomerKey is not { Length: 44 } key || !Base64.IsValid(key))
            {
                yield return "DocProcessing:S3:Encryption is CustomerKey, which needs CustomerKey: 32 bytes in Base64.";
            }

            if (address is { Scheme: "http" })
            {
                yield return "DocProcessing:S3:Encryption is CustomerKey, which sends the key with every request: use HTTPS.";
            }

            if (options.OfferDirectTransfers)
            {
                yield return "DocProcessing:S3:OfferDirectTransfers would give the key of Encryption CustomerKey to clients: choose one of them.";
            }
        }
        else if (!string.IsNullOrEmpty(options.CustomerKey))
        {
            yield return "DocProcessing:S3:CustomerKey is set, but Encryption is not CustomerKey.";
        }

        if (options.UseAcceleration && address is not null)
        {
            yield return "DocProcessing:S3:UseAcceleration works on AWS only: leave Endpoint empty.";
        }

        if (options.Lifecycle.TransitionAfterDays is null != string.IsNullOrEmpty(options.Lifecycle.TransitionStorageClass))
        {
            yield return "Only one of DocProcessing:S3:Lifecycle:TransitionAfterDays and TransitionStorageClass is set: give both or neither.";
        }

        if (options.CdnBaseAddress is { IsAbsoluteUri: false })
        {
            yield return $"DocProcessing:S3:CdnBaseAddress is '{options.CdnBaseAddress}': give a whole address.";
        }

        foreach (var error in PartErrors("StorageClasses", options.StorageClasses).Concat(PartErrors("Lifecycle", [options.Lifecycle])))
        {
            yield return error;
        }
    }

    private static IEnumerable<string> PartErrors<T>(string name, IEnumerable<T> parts)
        where T : notnull
    {
        var errors = new List<ValidationResult>();
        foreach (var part in parts)
        {
            Validator.TryValidateObject(part, new ValidationContext(part), errors, validateAllProperties: true);
        }

        return errors.Select(error => $"DocProcessing:S3:{name}: {error.ErrorMessage}");
    }
}
