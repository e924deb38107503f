namespace DocProcessing.Client;

/// <summary>The hash that goes with each part.</summary>
public enum PartChecksum
{
    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>MD5: cheaper where the processor does not know SHA-256; against damage, not against malice.</summary>
    Md5,
}

/// <summary>What is uploaded, and how.</summary>
public sealed record DocumentUploadOptions
{
    /// <summary>Gets the document's name; a file's own by default.</summary>
    public string? FileName { get; init; }

    /// <summary>Gets the media type; by default the host finds it out.</summary>
    public string? ContentType { get; init; }

    /// <summary>Gets the client's own word for the kind of document.</summary>
    public string? DocumentType { get; init; }

    /// <summary>Gets how urgent its job is.</summary>
    public JobPriority Priority { get; init; } = JobPriority.Normal;

    /// <summary>Gets options for the host's stages: <c>language</c>, <c>max_pages</c>, <c>reuse_results</c>, and what the host's own stages know.</summary>
    public IReadOnlyDictionary<string, string>? ProcessingOptions { get; init; }

    /// <summary>Gets the number of bytes in a stream that cannot tell it. Without it such a stream is first written to a temporary file.</summary>
    public long? Length { get; init; }

    /// <summary>Gets the hash that goes with each part.</summary>
    public PartChecksum Checksum { get; init; } = PartChecksum.Sha256;

    /// <summary>Gets how many parts are sent side by side.</summary>
    /// <value>4 by default; fewer, where parts are so large that they would take more than 256 MiB of memory.</value>
    public int Parallelism { get; init; } = 4;

    /// <summary>Gets where to remember the upload, so that another process can go on with it.</summary>
    public IUploadResumeStore? ResumeStore { get; init; }

    /// <summary>Gets the name under which it is remembered. For a file one is made of its path, size and time; a stream is remembered only with one given.</summary>
    public string? ResumeKey { get; init; }
}
