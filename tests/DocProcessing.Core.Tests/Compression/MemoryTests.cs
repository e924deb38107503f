using DocProcessing.Compression;

namespace DocProcessing.Core.Tests.Compression;

/// <summary>Memory is measured for the whole process, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

[Collection(nameof(MeasuredAlone))]
public sealed class MemoryTests : IDisposable
{
    private const long Size = 200L << 20;
    private const long Allowed = 8L << 20;

    private readonly CompressedRoot _root = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Memory_does_not_grow_with_the_text()
    {
        var storage = _root.Open(new CompressionOptions { Level = System.IO.Compression.CompressionLevel.Fastest });
        var key = CompressedStorageTests.Key("text");
        var piece = MadeText.Bytes(BlockFormat.BlockSize - 1);
        var before = GC.GetTotalAllocatedBytes();

        var stored = await storage.PutAsync(key, new RepeatedStream(piece, Size), "text/plain", Token);
        var read = 0L;
        await using (var stream = await storage.OpenReadAsync(key, null, Token))
        {
            var buffer = new byte[64 << 10];
            while (await stream.ReadAsync(buffer, Token) is > 0 and var count)
            {
                read += count;
            }
        }

        var allocated = GC.GetTotalAllocatedBytes() - before;
        Assert.Equal((Size, Size), (stored.Length, read));
        Assert.True(allocated < Allowed, $"{Size >> 20} MiB of text were written and read with {allocated >> 20} MiB of memory.");
    }

    private sealed class RepeatedStream(byte[] piece, long length) : ForwardStream
    {
        private long _position;

        public override int Read(Span<byte> buffer)
        {
            var offset = (int)(_position % piece.Length);
            var count = (int)Math.Min(Math.Min(buffer.Length, piece.Length - offset), length - _position);
            piece.AsSpan(offset, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));
    }
}
