using System.Globalization;

namespace DocProcessing.Uploads;

/// <summary>Where a document's objects are stored: the one place that knows.</summary>
internal static class DocumentKeys
{
    /// <summary>All that belongs to a document starts with this.</summary>
    public static string Prefix(DocumentId id) => $"documents/{id}/";

    public static ObjectKey Content(DocumentId id) => Key($"{Prefix(id)}content");

    public static string ArtifactPrefix(DocumentId id) => $"{Prefix(id)}artifacts/";

    /// <summary>The artifacts of one lease: a worker that lost its lease writes beside its successor, never over it.</summary>
    public static string LeasePrefix(DocumentId id, long fence) => string.Create(CultureInfo.InvariantCulture, $"{ArtifactPrefix(id)}{fence}/");

    public static ObjectKey Artifact(DocumentId id, long fence, string name) => Key($"{LeasePrefix(id, fence)}{name}");

    /// <summary>Tells under which lease an artifact was stored.</summary>
    public static long FenceOf(ObjectKey artifact) => long.Parse(artifact.Value.Split('/')[^2], CultureInfo.InvariantCulture);

    private static ObjectKey Key(string text) => ObjectKey.Parse(text, CultureInfo.InvariantCulture);
}
