using System.IO.Pipelines;

namespace DocProcessing.Uploads;

/// <summary>Keeps files whose form has not yet said which part they are.</summary>
/// <param name="open">Makes an empty file that is gone once it is closed.</param>
internal sealed class PartSpool(Func<Stream> open)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    public static PartSpool InTemporaryFiles { get; } = new(OpenTemporary);

    /// <summary>Reads a file to its end.</summary>
    /// <exception cref="StorageUnavailableException">There is no room for it.</exception>
    public async Task<Stream> KeepAsync(FormFile file, long maxBytes, CancellationToken cancellationToken)
    {
        var spool = Try(open);
        try
        {
            await CopyAsync(file, spool, maxBytes, cancellationToken);
            spool.Position = 0;
            return spool;
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    private static async Task CopyAsync(FormFile file, Stream spool, long maxBytes, CancellationToken cancellationToken)
    {
        ReadResult result;
        do
        {
            result = await file.Content.ReadAtLeastAsync(PartPump.BlockBytes, cancellationToken);
            try
            {
                if (result.Buffer.Length > maxBytes - spool.Length)
                {
                    throw PartPump.LongerThan(maxBytes);
                }

                foreach (var segment in result.Buffer)
                {
                    await WriteAsync(spool, segment, cancellationToken);
                }
            }
            finally
            {
                file.Content.AdvanceTo(result.Buffer.End);
            }
        }
        while (!result.IsCompleted);
    }

    private static async ValueTask WriteAsync(Stream spool, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await spool.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException exception)
        {
            throw Unavailable(exception);
        }
    }

    private static Stream Try(Func<Stream> open)
    {
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(exception);
        }
    }

    private static StorageUnavailableException Unavailable(Exception cause) =>
        new("There is no room for the chunk now. Send it again later, with its fields before the file: then it needs none here.", cause) { RetryAfter = RetryAfter };

    private static FileStream OpenTemporary()
    {
        var path = Path.Combine(Path.GetTempPath(), $"docprocessing-{Guid.NewGuid():n}.part");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        // Without a name it is gone even when the process is killed.
        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var spool = new FileStream(path, options);
        File.Delete(path);
        return spool;
    }
}
