namespace DocProcessing.FileSystem;

/// <summary>Makes durable what was written: what is not synced, a power cut may take. Tests see by it what is synced, and when.</summary>
internal class DiskSync
{
    public virtual void FlushFile(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(file);
    }

    public virtual void FlushDirectory(string path) => DirectorySync.Flush(path);
}
