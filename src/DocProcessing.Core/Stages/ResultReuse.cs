using System.Security.Cryptography;
using System.Text.Json;

namespace DocProcessing.Stages;

/// <summary>Uses results again that the same owner's same content, with the same options, has given before.</summary>
internal sealed class ResultReuse(IJobStore jobs, IDocumentStorage storage)
{
    // Part of every fingerprint. Raise it when extraction or analysis changes what it finds, so that old results are not used for new documents.
    private const string ResultVersion = "1";

    private static readonly string[] Reused = [ArtifactNames.Sections, ArtifactNames.Metadata, ArtifactNames.Analysis];

    /// <summary>Identifies content, its type and options together.</summary>
    public static string FingerprintOf(Checksum content, string contentType, ProcessingOptions options)
    {
        var sorted = options with
        {
            ReuseResults = true,
            Custom = new SortedDictionary<string, string>(options.Custom.ToDictionary(), StringComparer.Ordinal),
        };
        var text = JsonSerializer.SerializeToUtf8Bytes(
            new[] { ResultVersion, content.Hex, contentType, JsonSerializer.Serialize(sorted, CoreJson.Default.ProcessingOptions) }, CoreJson.Default.StringArray);
        return Convert.ToHexStringLower(SHA256.HashData(text));
    }

    /// <summary>Copies the artifacts of an earlier document, so that deleting one leaves the other whole.</summary>
    /// <returns>The earlier document, or <see langword="null"/> when there is none to reuse.</returns>
    public async Task<DocumentId?> TryReuseAsync(IStageContext context, CancellationToken cancellationToken)
    {
        var job = context.Job;
        if (!job.Options.ReuseResults || job.Fingerprint is null)
        {
            return null;
        }

        var earlier = await jobs.FindReusableAsync(job.Owner, job.Fingerprint, cancellationToken);
        if (earlier is null || earlier.Id == job.Id || !Reused.All(earlier.Artifacts.ContainsKey))
        {
            return null;
        }

        try
        {
            foreach (var name in Reused)
            {
                await context.WriteArtifactAsync(name, (stream, token) => CopyAsync(earlier.Artifacts[name], stream, token), cancellationToken);
            }
        }
        catch (ObjectNotFoundException)
        {
            // Deleted at this very moment: read the document afresh.
            return null;
        }

        foreach (var warning in earlier.Warnings)
        {
            context.Warn(warning.Code, warning.Message);
        }

        context.Report(1, "The same content was processed before; its results are used again");
        return earlier.DocumentId;
    }

    private async Task CopyAsync(ObjectKey from, Stream to, CancellationToken cancellationToken)
    {
        await using var content = await storage.OpenReadAsync(from, null, cancellationToken);
        await content.CopyToAsync(to, cancellationToken);
    }
}
