using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace DocProcessing.FileSystem;

/// <summary>Objects as files: written beside, synced, and put in place by one rename.</summary>
internal sealed class ObjectFiles(StorageLayout layout, NameSync names, DiskThreads threads, TimeProvider clock)
{
    private const int BlockSize = 128 << 10;
    private const int ReadBuffer = 16 << 10;
    private const int PlacingAttempts = 100;

    public async Task<StoredObject> PutAsync(ObjectKey key, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        _ = layout.PathOf(key);
        var temp = layout.NewTempPath();
        try
        {
            var file = await WriteTempAsync(temp, content, cancellationToken);
            return await threads.RunAsync(() => FileErrors.Run("store an object", () =>
            {
                using (file)
                {
                    Seal(file);
                }

                var stored = Describe(temp, key);
                Place(temp, key);
                return stored;
            }));
        }
        catch
        {
            TryDelete(temp);
            throw;
        }
    }

    public FileStream OpenRead(ObjectKey key)
    {
        try
        {
            return new FileStream(layout.PathOf(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, ReadBuffer);
        }
        catch (Exception exception) when (FileErrors.IsAbsent(exception))
        {
            FileErrors.Run("read an object", layout.RequireRoot);
            throw new ObjectNotFoundException(key);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw FileErrors.Translate("read an object", exception);
        }
    }

    public StoredObject? Stat(ObjectKey key)
    {
        try
        {
            return Describe(layout.PathOf(key), key);
        }
        catch (Exception exception) when (FileErrors.IsAbsent(exception))
        {
            return null;
        }
    }

    /// <summary>Tells what a file is as an object: before it gets the object's name, since after that it may be replaced at any moment.</summary>
    public static StoredObject Describe(string path, ObjectKey key)
    {
        var file = new FileInfo(path);
        return new StoredObject(key, file.Length, ETagOf(file), new DateTimeOffset(TruncateToMilliseconds(file.LastWriteTimeUtc)));
    }

    public void Delete(ObjectKey key)
    {
        var path = layout.PathOf(key);
        try
        {
            layout.RequireRoot();
            File.Delete(path);
        }
        catch (DirectoryNotFoundException) when (Directory.Exists(layout.Objects))
        {
            return;
        }

        PruneEmptyDirectories(Path.GetDirectoryName(path)!);
    }

    /// <summary>Gives a closed, synced file an object's name, durably, in place of any other object there.</summary>
    public void Place(string file, ObjectKey key)
    {
        layout.RequireRoot();
        var path = layout.PathOf(key);
        var directory = Path.GetDirectoryName(path)!;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(directory);
                File.Move(file, path, overwrite: true);
                break;
            }
            catch (Exception exception) when (FileErrors.IsAbsent(exception) && File.Exists(file) && attempt < PlacingAttempts)
            {
                // Somebody deleted the last object beside this one, and its empty directory with it, between the two calls.
            }
        }

        names.Flush(directory);
    }

    /// <summary>Marks a file's content as new, and syncs it.</summary>
    public void Seal(SafeFileHandle file)
    {
        // The ETag is made of length and time. File systems tick in milliseconds, so what is finer is chance: two contents that
        // are stored in the same tick differ all the same.
        var chance = RandomNumberGenerator.GetInt32((int)TimeSpan.TicksPerMillisecond);
        File.SetLastWriteTimeUtc(file, TruncateToMilliseconds(clock.GetUtcNow().UtcDateTime).AddTicks(chance));
        RandomAccess.FlushToDisk(file);
    }

    private static string ETagOf(FileInfo file) =>
        string.Create(CultureInfo.InvariantCulture, $"{file.Length:x}-{file.LastWriteTimeUtc.Ticks:x}");

    private static DateTime TruncateToMilliseconds(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            // Swept later.
        }
    }

    private static async Task<SafeFileHandle> WriteTempAsync(string temp, Stream content, CancellationToken cancellationToken)
    {
        // Held exclusively while it is written: by that a sweep of any process knows it for living.
        var file = FileErrors.Run("store an object", () => File.OpenHandle(temp, FileMode.CreateNew, FileAccess.Write, FileShare.None));
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            // Errors of the content's own stream are the caller's, and pass as they are.
            for (long offset = 0; ;)
            {
                var read = await content.ReadAtLeastAsync(buffer, BlockSize, throwOnEndOfStream: false, cancellationToken);
                if (read == 0)
                {
                    break;
                }

                FileErrors.Run("store an object", () => RandomAccess.Write(file, buffer.AsSpan(0, read), offset));
                offset += read;
            }

            cancellationToken.ThrowIfCancellationRequested();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void PruneEmptyDirectories(string directory)
    {
        try
        {
            for (var current = directory; current.Length > layout.Objects.Length; current = Path.GetDirectoryName(current)!)
            {
                if (Directory.EnumerateFileSystemEntries(current).Any())
                {
                    return;
                }

                Directory.Delete(current);
            }
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            // Somebody stored an object there meanwhile, or was quicker.
        }
    }
}
