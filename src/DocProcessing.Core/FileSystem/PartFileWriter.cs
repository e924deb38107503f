using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace DocProcessing.FileSystem;

/// <summary>Writes one part: into its place in the data file, or into a side file when the place holds a version that must stay whole.</summary>
internal sealed class PartFileWriter(
    MultipartUpload upload, int partNumber, PartVersion? keep, UploadDirectory directory, WriterClaim claim, SafeFileHandle file, LiveWriters writers, BootIdentity boot)
    : IPartWriter
{
    private readonly long _start = claim.HasPlace ? upload.OffsetOf(partNumber) : 0;
    private readonly long _length = upload.LengthOf(partNumber);
    private readonly List<ReadOnlyMemory<byte>> _segments = [];
    private long _written;
    private bool _committed;
    private bool _disposed;

    public ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RequireOpen();
        if (bytes.Length > _length - _written)
        {
            throw new InvalidOperationException($"Part {partNumber} has {_length} bytes, and more were written.");
        }

        // Written synchronously: a write goes to the page cache, and handing it to another thread costs more than it takes.
        var block = (Writer: this, Bytes: bytes, Offset: _start + _written);
        RunClaimed("write a part", block, static block => block.Writer.Write(block.Bytes, block.Offset));
        _written += bytes.Length;
        return ValueTask.CompletedTask;
    }

    public ValueTask<StoredPart> CommitAsync(Checksum checksum, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checksum);
        cancellationToken.ThrowIfCancellationRequested();
        RequireOpen();
        if (!Checksum.TryParse(checksum.Hex, out var read) || read.Algorithm != checksum.Algorithm)
        {
            throw new ArgumentException("The checksum's digits are not those of its algorithm.", nameof(checksum));
        }

        if (_written != _length)
        {
            throw new InvalidOperationException($"Part {partNumber} has {_length} bytes, and {_written} were written.");
        }

        var version = new PartVersion(claim.Side, read, boot.Value);
        RunClaimed("accept a part", version, Accept);
        _committed = true;
        return ValueTask.FromResult(new StoredPart(partNumber, _length, version.ETag, read));
    }

    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            file.Dispose();
            if (!_committed && claim.Side is { } side)
            {
                TryDelete(directory.SideOf(partNumber, side));
            }

            writers.Leave(upload.Id, claim);
        }

        return ValueTask.CompletedTask;
    }

    private void Write(in ReadOnlySequence<byte> bytes, long offset)
    {
        if (bytes.IsSingleSegment)
        {
            RandomAccess.Write(file, bytes.FirstSpan, offset);
            return;
        }

        // One call for all of them, wherever they lie.
        _segments.Clear();
        foreach (var segment in bytes)
        {
            _segments.Add(segment);
        }

        RandomAccess.Write(file, _segments, offset);
        _segments.Clear();
    }

    private void RequireOpen()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_committed)
        {
            throw new InvalidOperationException($"Part {partNumber} is committed.");
        }
    }

    private void RunClaimed<TState>(string action, TState state, Action<TState> work)
    {
        try
        {
            if (!claim.TryRun(state, work))
            {
                throw new MultipartUploadNotFoundException(upload.Key);
            }
        }
        catch (Exception exception) when (FileErrors.IsAbsent(exception))
        {
            throw new MultipartUploadNotFoundException(upload.Key);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw FileErrors.Translate(action, exception);
        }
    }

    private void Accept(PartVersion version)
    {
        PartVersion? previous;

        // Opened by name at this moment: a directory that another process has removed must not take a part.
        using (var table = PartTable.Open(directory.Parts, FileAccess.ReadWrite))
        {
            previous = table.Read(partNumber)?.Version;
            table.Write(partNumber, version, _length);
        }

        if (previous?.Side is not null || keep?.Side is not null || version.Side is not null)
        {
            DropSides(version);
        }
    }

    private void DropSides(PartVersion accepted)
    {
        var kept = new[] { keep?.Side, accepted.Side }.OfType<Guid>().Select(side => directory.SideOf(partNumber, side)).ToArray();
        try
        {
            foreach (var path in directory.SidesOf(partNumber))
            {
                if (!kept.Contains(path) && !writers.IsWriting(upload.Id, path))
                {
                    TryDelete(path);
                }
            }
        }
        catch (IOException)
        {
            // The part is accepted all the same; what lies around goes with the upload's directory.
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            // It goes with the upload's directory.
        }
    }
}
