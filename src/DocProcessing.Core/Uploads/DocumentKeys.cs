using System.Globalization;

namespace DocProcessing.Uploads;

/// <summary>Where a document's objects are stored: the one place that knows.</summary>
internal static class DocumentKeys
{
    /// <summary>All that belongs to this library starts with this. What lies here in another form than ours is another application's.</summary>
    public const string Root = "documents/";

    private const string ContentName = "content";
    private const string ArtifactsName = "artifacts";

    /// <summary>All that belongs to a document starts with this.</summary>
    public static string Prefix(DocumentId id) => $"{Root}{id}/";

    public static ObjectKey Content(DocumentId id) => Key($"{Prefix(id)}{ContentName}");

    public static string ArtifactPrefix(DocumentId id) => $"{Prefix(id)}{ArtifactsName}/";

    /// <summary>The artifacts of one lease: a worker that lost its lease writes beside its successor, never over it.</summary>
    public static string LeasePrefix(DocumentId id, long fence) => string.Create(CultureInfo.InvariantCulture, $"{ArtifactPrefix(id)}{fence}/");

    public static ObjectKey Artifact(DocumentId id, long fence, string name) => Key($"{LeasePrefix(id, fence)}{name}");

    /// <summary>Tells under which lease an artifact was stored.</summary>
    public static long FenceOf(ObjectKey artifact) => long.Parse(artifact.Value.Split('/')[^2], CultureInfo.InvariantCulture);

    /// <summary>Tells what an object is by its key.</summary>
    /// <returns><see langword="false"/> for a key that this class has not made.</returns>
    public static bool TryRead(ObjectKey key, out DocumentPlace place)
    {
        place = default;
        var rest = key.Value.AsSpan();
        if (!rest.StartsWith(Root, StringComparison.Ordinal)
            || rest[Root.Length..].IndexOf('/') is not (> 0 and var end)
            || !DocumentId.TryParse(rest.Slice(Root.Length, end).ToString(), null, out var id))
        {
            return false;
        }

        if (key == Content(id))
        {
            place = new DocumentPlace(id, null);
            return true;
        }

        // "{fence}/{name}": one number as it is written here, and one name.
        var artifacts = ArtifactPrefix(id);
        if (!rest.StartsWith(artifacts, StringComparison.Ordinal) || rest[artifacts.Length..].ToString().Split('/') is not [var number, _]
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var fence))
        {
            return false;
        }

        place = new DocumentPlace(id, fence);
        return true;
    }

    private static ObjectKey Key(string text) => ObjectKey.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>What an object is to a document.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Fence">The lease under which an artifact was stored; <see langword="null"/> for the content itself.</param>
internal readonly record struct DocumentPlace(DocumentId DocumentId, long? Fence);
