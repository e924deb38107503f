namespace DocProcessing.FileSystem;

/// <summary>Turns what the operating system says into the storage slot's errors. Their messages reach clients: they hold no local path.</summary>
internal static class FileErrors
{
    public const int NoSpace = 28;
    public const int FileTooLarge = 27;
    private const int ReadOnlyFileSystem = 30;
    private const int LinuxNameTooLong = 36;
    private const int LinuxQuotaExceeded = 122;
    private const int MacNameTooLong = 63;
    private const int MacQuotaExceeded = 69;
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public static bool IsFileError(Exception exception) => exception is IOException or UnauthorizedAccessException or NotSupportedException;

    public static bool IsAbsent(Exception exception) => exception is FileNotFoundException or DirectoryNotFoundException;

    public static DocumentProcessingException Translate(string action, Exception exception) => exception switch
    {
        UnauthorizedAccessException => new StorageException($"Storage could not {action}: the host may not.", exception),
        PathTooLongException => new StorageException($"Storage could not {action}: the key is too long for its file system.", exception),
        DirectoryNotFoundException or DriveNotFoundException => new StorageUnavailableException($"Storage could not {action}: its directory is not there.", exception),
        IOException { HResult: NoSpace or LinuxQuotaExceeded or MacQuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull } =>
            new StorageException($"Storage could not {action}: the disk is full.", exception),
        IOException { HResult: FileTooLarge } => new StorageException($"Storage could not {action}: the file is too large for its file system.", exception),
        IOException { HResult: ReadOnlyFileSystem } => new StorageException($"Storage could not {action}: its file system is read-only.", exception),
        IOException { HResult: LinuxNameTooLong or MacNameTooLong } => new StorageException($"Storage could not {action}: the key is too long for its file system.", exception),
        NotSupportedException => new StorageException($"Storage could not {action}: its file system cannot.", exception),
        _ => new StorageUnavailableException($"Storage could not {action} for now.", exception),
    };

    public static void Run(string action, Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            throw Translate(action, exception);
        }
    }

    public static T Run<T>(string action, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            throw Translate(action, exception);
        }
    }
}
