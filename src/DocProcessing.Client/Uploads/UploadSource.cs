using Microsoft.Win32.SafeHandles;

namespace DocProcessing.Client.Uploads;

/// <summary>Where the bytes of an upload come from.</summary>
internal abstract class UploadSource : IAsyncDisposable
{
    public abstract long Length { get; }

    /// <summary>Gets a value indicating whether any part can be read at any time, and again.</summary>
    public virtual bool CanReadAgain => true;

    /// <summary>Gets what tells this content from another across processes, if anything does.</summary>
    public virtual string? Identity => null;

    /// <summary>Takes a part. Calls come one after the other, by rising number.</summary>
    public abstract ValueTask<UploadPart> TakeAsync(int number, long offset, int length, CancellationToken cancellationToken);

    /// <summary>Throws if the content is no longer the one that the upload began with.</summary>
    public virtual void RequireUnchanged()
    {
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Finds the way to read a stream, from its place on.</summary>
    public static async Task<UploadSource> OpenAsync(Stream stream, long? length, CancellationToken cancellationToken) =>
        stream.CanSeek ? new SeekableSource(stream)
        : length is { } known ? new SequentialSource(stream, known)
        : await SpooledAsync(stream, cancellationToken);

    // The host must be told the size before the first byte.
    private static async Task<UploadSource> SpooledAsync(Stream stream, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"docprocessing-upload-{Guid.NewGuid():n}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        try
        {
            // Some streams, a console's among them, do not hear of a cancellation while they wait.
            await stream.CopyToAsync(file, cancellationToken).WaitAsync(cancellationToken);
            file.Position = 0;
            return new SeekableSource(file, ownsStream: true);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}

/// <summary>A file, read at many places side by side.</summary>
internal sealed class FileSource : UploadSource
{
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly DateTime _written;

    public FileSource(string path)
    {
        _path = Path.GetFullPath(path);
        _file = File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.Asynchronous);
        (Length, _written) = (RandomAccess.GetLength(_file), File.GetLastWriteTimeUtc(_path));
    }

    public override long Length { get; }

    public override string Identity => $"{_path}|{Length}|{_written.Ticks}";

    public override ValueTask<UploadPart> TakeAsync(int number, long offset, int length, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new UploadPart(number, offset, length, ReadAsync));

    public override void RequireUnchanged()
    {
        if (RandomAccess.GetLength(_file) != Length || File.GetLastWriteTimeUtc(_path) != _written)
        {
            throw Changed();
        }
    }

    public override ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask ReadAsync(Memory<byte> block, long offset, CancellationToken cancellationToken)
    {
        for (var done = 0; done < block.Length;)
        {
            var count = await RandomAccess.ReadAsync(_file, block[done..], offset + done, cancellationToken);
            done += count > 0 ? count : throw Changed();
        }
    }

    private IOException Changed() => new($"{_path} has changed while it was uploaded.");
}

/// <summary>A stream that can go back, one reader at a time.</summary>
internal sealed class SeekableSource(Stream stream, bool ownsStream = false) : UploadSource
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly long _start = stream.Position;

    public override long Length { get; } = stream.Length - stream.Position;

    public override ValueTask<UploadPart> TakeAsync(int number, long offset, int length, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new UploadPart(number, offset, length, ReadAsync));

    public override async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        if (ownsStream)
        {
            await stream.DisposeAsync();
        }
    }

    private async ValueTask ReadAsync(Memory<byte> block, long offset, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            stream.Position = _start + offset;
            await stream.ReadExactlyAsync(block, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }
}

/// <summary>A stream that goes forward only: each part is read once, and kept until the host has it.</summary>
internal sealed class SequentialSource(Stream stream, long length) : UploadSource
{
    private const int SkipBytes = 64 << 10;

    private long _place;

    public override long Length => length;

    public override bool CanReadAgain => false;

    public override async ValueTask<UploadPart> TakeAsync(int number, long offset, int length, CancellationToken cancellationToken)
    {
        if (offset < _place)
        {
            throw new IOException($"The host asks for part {number} again, but the stream cannot go back.");
        }

        await SkipAsync(offset, cancellationToken);
        var part = new UploadPart(number, offset, length, null);
        try
        {
            await stream.ReadExactlyAsync(part.Bytes, cancellationToken);
            _place += length;
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // What the host has already, when an upload is resumed.
    private async Task SkipAsync(long offset, CancellationToken cancellationToken)
    {
        var block = new byte[SkipBytes];
        while (_place < offset)
        {
            var count = (int)Math.Min(block.Length, offset - _place);
            await stream.ReadExactlyAsync(block.AsMemory(0, count), cancellationToken);
            _place += count;
        }
    }
}
