using DocProcessing.Benchmarks.Throughput.Cases;
using DocProcessing.Benchmarks.Throughput.Load;
using DocProcessing.Benchmarks.Throughput.Servers;

namespace DocProcessing.Benchmarks.Throughput;

/// <summary>The check of what servers have stored must be able to fail.</summary>
public sealed class StoredFilesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("docprocessing-stored-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(FileSet.ChunkBytes)]
    [InlineData((2 * FileSet.ChunkBytes) - 1)]
    public void One_wrong_byte_of_a_large_file_is_found(int offset)
    {
        var file = new FileSet(16).Files[1];
        var upload = new StartedUpload("1", file.Chunks, []);
        var path = Path.Combine(_directory.FullName, "any-name");
        using (var stream = File.Create(path))
        {
            foreach (var chunk in file.Chunks)
            {
                stream.Write(chunk.Stamp);
                stream.Write(chunk.Shared);
            }
        }

        StoredFiles.RequireUploads(_directory.FullName, [upload]);
        Change(path, offset);

        Assert.Throws<InvalidDataException>(() => StoredFiles.RequireUploads(_directory.FullName, [upload]));
    }

    [Fact]
    public void One_wrong_byte_of_a_small_file_is_found()
    {
        var files = TextSet.Make("test", 3, 1000);
        foreach (var file in files)
        {
            File.WriteAllBytes(Path.Combine(_directory.FullName, file.Name), [.. file.Content.Stamp, .. file.Content.Shared]);
        }

        StoredFiles.RequireFiles(_directory.FullName, files);
        Change(Path.Combine(_directory.FullName, files[2].Name), 999);

        Assert.Throws<InvalidDataException>(() => StoredFiles.RequireFiles(_directory.FullName, files));
    }

    private static void Change(string path, int offset)
    {
        using var file = File.Open(path, FileMode.Open);
        file.Position = offset;
        var value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)~value);
    }
}
