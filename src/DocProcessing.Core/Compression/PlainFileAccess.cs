using System.Diagnostics.CodeAnalysis;

namespace DocProcessing.Compression;

/// <summary>Gives away the files of plain objects only: a reader of a file must find the document in it.</summary>
internal sealed class PlainFileAccess(ILocalFileAccess inner) : ILocalFileAccess
{
    public bool TryGetLocalPath(ObjectKey key, [NotNullWhen(true)] out string? path)
    {
        if (inner.TryGetLocalPath(key, out path) && IsPlain(key, path))
        {
            return true;
        }

        path = null;
        return false;
    }

    private static bool IsPlain(ObjectKey key, string path)
    {
        try
        {
            Span<byte> start = stackalloc byte[BlockFormat.HeaderSize];
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return BlockFormat.FormOf(key, start[..RandomAccess.Read(file, start, 0)]) == ObjectForm.Plain;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Deleted at this moment, or not for us: the storage's own read tells what is wrong.
            return false;
        }
    }
}
