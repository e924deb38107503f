using System.Security.Cryptography;
using DocProcessing.Benchmarks.Throughput.Client;
using DocProcessing.Benchmarks.Throughput.Load;
using DocProcessing.Benchmarks.Throughput.Servers;

namespace DocProcessing.Benchmarks.Throughput.Cases;

/// <summary>Looks on the disk whether a server has stored what it was sent, wherever in its directory and under whatever name.</summary>
internal static class StoredFiles
{
    /// <exception cref="InvalidDataException">An upload's bytes are in no file.</exception>
    public static void RequireUploads(string directory, IReadOnlyList<StartedUpload> uploads)
    {
        var files = Files(directory).ToLookup(file => file.Length, file => file.FullName);
        if (uploads.FirstOrDefault(upload => !files[upload.Chunks.Sum(chunk => chunk.Length)].Any(path => Holds(path, upload.Chunks))) is { } missing)
        {
            throw new InvalidDataException($"The upload {missing.Id} was not stored as it was sent.");
        }
    }

    /// <exception cref="InvalidDataException">A file's bytes are in no file.</exception>
    public static void RequireFiles(string directory, IReadOnlyList<SmallFile> files)
    {
        var lengths = files.Select(file => file.Content.Length).ToHashSet();
        var stored = Files(directory).Where(file => lengths.Contains(file.Length))
            .Select(file => Convert.ToHexStringLower(MD5.HashData(File.ReadAllBytes(file.FullName)))).ToHashSet();
        if (files.FirstOrDefault(file => !stored.Contains(file.Content.Md5)) is { } missing)
        {
            throw new InvalidDataException($"The file {missing.Name} was not stored as it was sent.");
        }
    }

    private static IEnumerable<FileInfo> Files(string directory) => new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories);

    private static bool Holds(string path, IReadOnlyList<Content> chunks)
    {
        // The server may have it open still.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var buffer = new byte[FileSet.ChunkBytes];
        foreach (var chunk in chunks)
        {
            var read = buffer.AsSpan(0, (int)chunk.Length);
            file.ReadExactly(read);
            if (!read.StartsWith(chunk.Stamp) || !read[chunk.Stamp.Length..].SequenceEqual(chunk.Shared))
            {
                return false;
            }
        }

        return true;
    }
}
