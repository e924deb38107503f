using System.IO.Compression;

namespace DocProcessing.Extraction.Archives;

/// <summary>A zip archive that unpacks to no more than it may, whatever its directory claims.</summary>
internal sealed class LimitedArchive : IDisposable
{
    private const int MaxEntries = 100_000;
    private const long UnsuspiciousBytes = 16 << 20;

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly UnpackBudget _budget;

    public LimitedArchive(Stream stream, ExtractionLimits limits)
    {
        _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        _budget = new UnpackBudget(Check(_archive, stream.Length, limits));
        foreach (var entry in _archive.Entries)
        {
            _entries.TryAdd(entry.FullName.Replace('\\', '/'), entry);
        }
    }

    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>Refuses an archive whose directory alone shows that it unpacks to too much.</summary>
    public static void Check(Stream stream, ExtractionLimits limits)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        Check(archive, stream.Length, limits);
        stream.Position = 0;
    }

    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>Opens an entry; <see langword="null"/> when there is none of that name.</summary>
    public Stream? Open(string name) => _entries.TryGetValue(name, out var entry) ? new LimitedStream(entry.Open(), _budget) : null;

    public void Dispose() => _archive.Dispose();

    /// <summary>Says how many bytes may be unpacked; throws when the directory promises more. The unpacker stops at the sizes in the directory.</summary>
    private static long Check(ZipArchive archive, long packed, ExtractionLimits limits)
    {
        if (archive.Entries.Count > MaxEntries)
        {
            throw Bomb();
        }

        var allowed = Math.Min(limits.MaxUnpackedBytes, Math.Max(UnsuspiciousBytes, packed * limits.MaxCompressionRatio));
        long total = 0;
        foreach (var entry in archive.Entries)
        {
            total += Math.Max(0, entry.Length);
            if (total > allowed || entry.Length < 0)
            {
                throw Bomb();
            }
        }

        return allowed;
    }

    private static DocumentRejectedException Bomb() =>
        new(RejectionReasons.ArchiveBomb, "The document unpacks to far more than its size.");

    private sealed class UnpackBudget(long bytes)
    {
        private long _left = bytes;

        public void Spend(int count)
        {
            _left -= count;
            if (_left < 0)
            {
                throw Bomb();
            }
        }
    }

    private sealed class LimitedStream(Stream inner, UnpackBudget budget) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = inner.Read(buffer);
            budget.Spend(count);
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
