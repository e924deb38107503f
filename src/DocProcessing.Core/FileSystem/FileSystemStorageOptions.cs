using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>Where documents are stored on local disk. Section <c>DocProcessing:FileSystem</c>.</summary>
public sealed class FileSystemStorageOptions
{
    /// <summary>Gets or sets the directory that holds everything; made when the host starts. It must lie on one file system.</summary>
    /// <value>Required. A relative path starts at the process's working directory.</value>
    [Required(ErrorMessage = "RootDirectory is not set. Give the directory that shall hold the documents.")]
    public string RootDirectory { get; set; } = string.Empty;

    /// <summary>Gets or sets how old a temporary file must be before a sweep takes it for abandoned. Files that a living writer holds are never taken.</summary>
    /// <value>1 minute by default.</value>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan AbandonedTempAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets whether an upload in parts gets its whole disk space when it starts.</summary>
    /// <value>
    /// On by default: writing is faster, and a disk that fills up does not stop an upload half-way. It is only an optimisation:
    /// an upload that would cut into <see cref="PreallocationReserveBytes"/> takes its space as parts arrive, as all do when this is off.
    /// </value>
    public bool Preallocate { get; set; } = true;

    /// <summary>Gets or sets how much of the disk stays free, in bytes, whatever sizes unfinished uploads have announced.</summary>
    /// <value>A tenth of the disk by default. Bytes that do arrive are stored as long as there is any room.</value>
    [Range(0, long.MaxValue)]
    public long? PreallocationReserveBytes { get; set; }
}
