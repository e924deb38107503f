namespace DocProcessing;

/// <summary>The built-in stages, in the order they run.</summary>
public static class StageNames
{
    /// <summary>Checks that storage has what was uploaded, and hashes it.</summary>
    public const string Upload = "upload";

    /// <summary>Checks name, size, real type, encryption and archive bombs, and runs the scanners.</summary>
    public const string Validation = "validation";

    /// <summary>Reads the text.</summary>
    public const string Extraction = "extraction";

    /// <summary>Finds facts in the text.</summary>
    public const string Analysis = "analysis";

    /// <summary>Puts the text into the index.</summary>
    public const string Indexing = "indexing";

    /// <summary>Removes what earlier attempts left, and ends the job.</summary>
    public const string Completion = "completion";

    /// <summary>Gets all of them in order.</summary>
    public static IReadOnlyList<string> InOrder { get; } = [Upload, Validation, Extraction, Analysis, Indexing, Completion];
}

/// <summary>The names of the artifacts that the built-in stages leave.</summary>
public static class ArtifactNames
{
    /// <summary>The document's sections, one JSON object a line (<see cref="DocumentSection"/>).</summary>
    public const string Sections = "sections";

    /// <summary>What the document says of itself (<see cref="DocumentMetadata"/>).</summary>
    public const string Metadata = "metadata";

    /// <summary>The facts (<see cref="DocumentAnalysis"/>).</summary>
    public const string Analysis = "analysis";
}
