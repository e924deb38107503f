using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace DocProcessing.FileSystem;

/// <summary>Uploads in parts, as directories: each appears whole by one rename and goes by one rename, so a crash leaves no half.</summary>
internal sealed class MultipartFiles(
    StorageLayout layout, LiveWriters writers, Preallocation preallocation, DiskSync sync, TimeProvider clock, BootIdentity boot)
{
    public static readonly StorageLimits Limits = new(MinPartSize: 1, MaxPartSize: 1L << 40, MaxParts: 10_000);

    public MultipartUpload Initiate(ObjectKey key, long length, long partSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(partSize, Limits.MinPartSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partSize, Limits.MaxPartSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((length - 1) / partSize, Limits.MaxParts - 1, nameof(length));
        _ = layout.PathOf(key);

        return FileErrors.Run("start an upload", () =>
        {
            layout.RequireRoot();
            var id = Guid.NewGuid().ToString("n");
            var draft = new UploadDirectory(layout.NewTempPath());
            Directory.CreateDirectory(draft.Path);
            try
            {
                WriteDraft(draft, key, length);
                Directory.Move(draft.Path, layout.FindUpload(key, id)!.Path);
            }
            catch
            {
                Directory.Delete(draft.Path, recursive: true);
                throw;
            }

            sync.FlushDirectory(layout.Uploads);
            return new MultipartUpload(key, id, length, partSize);
        });
    }

    public PartFileWriter OpenPart(MultipartUpload upload, int partNumber, string? keepETag)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentOutOfRangeException.ThrowIfLessThan(partNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partNumber, upload.TotalParts);
        var directory = Find(upload);
        var keep = PartVersion.TryParse(keepETag, out var recorded) ? recorded : null;
        var claim = Enter(upload, partNumber, wantsPlace: keep is not { Side: null });
        try
        {
            // Read only now: while this claim has the place, nobody else can make it an accepted version.
            if (claim.HasPlace && IsAcceptedInPlace(directory, partNumber))
            {
                writers.Leave(upload.Id, claim);
                claim = Enter(upload, partNumber, wantsPlace: false);
            }

            return new PartFileWriter(upload, partNumber, keep, directory, claim, OpenTarget(upload, partNumber, directory, claim), writers, boot);
        }
        catch (Exception exception)
        {
            writers.Leave(upload.Id, claim);
            if (FileErrors.IsAbsent(exception))
            {
                throw NotFound(upload);
            }

            if (FileErrors.IsFileError(exception))
            {
                throw FileErrors.Translate("open a part", exception);
            }

            throw;
        }
    }

    public async IAsyncEnumerable<StoredPart> ListPartsAsync(MultipartUpload upload, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        using var table = OpenTable(upload);
        var count = Math.Min(FileErrors.Run("list parts", table.Count), upload.TotalParts);
        for (var number = 1; number <= count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (table.Read(number) is { } part)
            {
                yield return new StoredPart(number, part.Length, part.Version.ETag, part.Version.Checksum);
            }
        }
    }

    public async IAsyncEnumerable<ListedMultipartUpload> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        using var directories = FileErrors.Run("list uploads", () => Directory.EnumerateDirectories(layout.Uploads).GetEnumerator());
        while (FileErrors.Run("list uploads", directories.MoveNext))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var directory = new UploadDirectory(directories.Current);
            if (directory.MayStartWith(prefix)
                && File.Exists(directory.Data)
                && FileErrors.Run("list uploads", () => UploadDescription.Read(directory)) is { } description
                && description.Key.Value.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return new ListedMultipartUpload(description.Key, directory.Id, description.InitiatedAt);
            }
        }
    }

    public void Abort(ObjectKey key, string uploadId)
    {
        if (layout.FindUpload(key, uploadId) is { } directory)
        {
            using var stopped = writers.Stop(uploadId);
            FileErrors.Run("drop an upload", () =>
            {
                layout.RequireRoot();
                Remove(directory);
            });
        }
    }

    /// <summary>Takes an upload's directory away. Gone at once for everybody; what is left if the process dies here is swept.</summary>
    public bool Remove(UploadDirectory directory)
    {
        var doomed = layout.NewTempPath();
        try
        {
            Directory.Move(directory.Path, doomed);
            Directory.Delete(doomed, recursive: true);
            return true;
        }
        catch (Exception exception) when (FileErrors.IsAbsent(exception) && !Directory.Exists(directory.Path))
        {
            return false;
        }
    }

    /// <summary>Tells whether a directory can be no upload: its data became an object, or a power cut took what describes it.</summary>
    public static bool IsLeftover(UploadDirectory directory) => !File.Exists(directory.Data) || UploadDescription.Read(directory) is null;

    public MultipartUploadNotFoundException NotFound(MultipartUpload upload)
    {
        FileErrors.Run("find an upload", layout.RequireRoot);
        return new MultipartUploadNotFoundException(upload.Key);
    }

    public UploadDirectory Find(MultipartUpload upload) => layout.FindUpload(upload.Key, upload.Id) ?? throw NotFound(upload);

    /// <summary>Admits a writer. Not while the parts are joined: what it wrote would be acknowledged and then lost.</summary>
    private WriterClaim Enter(MultipartUpload upload, int partNumber, bool wantsPlace) =>
        writers.Enter(upload.Id, partNumber, wantsPlace)
        ?? throw new DocumentProcessingException(ErrorCategory.Busy, ErrorCodes.PartBusy, $"The upload is being completed, and takes no part {partNumber} meanwhile.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    private static void SetLength(SafeFileHandle file, long length)
    {
        try
        {
            RandomAccess.SetLength(file, length);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            // So the runtime tells that the file system has no files as large.
            throw new IOException(exception.Message, FileErrors.FileTooLarge);
        }
    }

    private static bool IsAcceptedInPlace(UploadDirectory directory, int partNumber)
    {
        using var table = PartTable.Open(directory.Parts, FileAccess.Read);
        return table.Read(partNumber) is { Version.Side: null };
    }

    private SafeFileHandle OpenTarget(MultipartUpload upload, int partNumber, UploadDirectory directory, WriterClaim claim)
    {
        if (claim.Side is not { } side)
        {
            return File.OpenHandle(directory.Data, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }

        // Without its data an upload is complete: then it takes no side file either.
        return File.Exists(directory.Data)
            ? preallocation.Create(directory.SideOf(partNumber, side), FileShare.Read | FileShare.Delete, upload.LengthOf(partNumber))
            : throw new FileNotFoundException();
    }

    private PartTable OpenTable(MultipartUpload upload)
    {
        ArgumentNullException.ThrowIfNull(upload);
        var directory = Find(upload);
        try
        {
            return File.Exists(directory.Data) ? PartTable.Open(directory.Parts, FileAccess.Read) : throw NotFound(upload);
        }
        catch (Exception exception) when (FileErrors.IsAbsent(exception))
        {
            throw NotFound(upload);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw FileErrors.Translate("list parts", exception);
        }
    }

    private void WriteDraft(UploadDirectory draft, ObjectKey key, long length)
    {
        using (var data = preallocation.Create(draft.Data, FileShare.None, length))
        {
            SetLength(data, length);
        }

        File.Create(draft.Parts).Dispose();
        new UploadDescription(key, clock.GetUtcNow()).Write(draft);

        // The caller records the upload durably: a power cut must not leave a record of an upload that is not there. What parts lose, joining finds.
        sync.FlushFile(draft.Description);
        sync.FlushDirectory(draft.Path);
    }
}
