using DocProcessing.Compression;
using static DocProcessing.Core.Tests.Compression.CompressedStorageTests;

namespace DocProcessing.Core.Tests.Compression;

/// <summary>Damage in storage is an error, never wrong bytes.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly CompressedRoot _root = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Each_single_damaged_byte_is_found()
    {
        var text = MadeText.Bytes(1500);
        var stored = await PutAsync(_root.Open(), "text", text, "text/plain");
        var raw = await File.ReadAllBytesAsync(_root.PathOf(stored.Key), Token);
        Assert.True(raw.Length < text.Length);

        for (var position = 0; position < raw.Length; position++)
        {
            var damaged = raw.ToArray();
            damaged[position] ^= (byte)(1 << (position % 8));
            await File.WriteAllBytesAsync(_root.PathOf(stored.Key), damaged, Token);
            var storage = _root.Open();

            await AssertRightOrDamagedAsync(() => ReadAsync(storage, stored.Key), text);
            await AssertRightOrDamagedAsync(() => ReadAsync(storage, stored.Key, new ByteRange(100, 1000)), text[100..1100]);
            if (await Record.ExceptionAsync(async () => Assert.Equal(text.Length, (await storage.StatAsync(stored.Key, Token))!.Length)) is { } error)
            {
                Assert.IsType<StorageException>(error);
            }
        }
    }

    [Fact]
    public async Task Blocks_that_change_places_are_found()
    {
        var text = MadeText.Bytes(3 * BlockFormat.BlockSize);
        var key = (await PutAsync(_root.OpenForAll(), "text", RepeatedBlock(text), "text/plain")).Key;
        var raw = await File.ReadAllBytesAsync(_root.PathOf(key), Token);
        var block = (raw.Length - BlockFormat.SmallestObject - (3 * BlockFormat.IndexEntrySize)) / 3;
        var first = raw.AsSpan(BlockFormat.HeaderSize, block).ToArray();

        // Of the same content, and so of the same length: only their numbers tell them apart.
        raw.AsSpan(BlockFormat.HeaderSize + block, block).CopyTo(raw.AsSpan(BlockFormat.HeaderSize));
        first.CopyTo(raw.AsSpan(BlockFormat.HeaderSize + block));
        await File.WriteAllBytesAsync(_root.PathOf(key), raw, Token);

        await Assert.ThrowsAsync<StorageException>(() => ReadAsync(_root.Open(), key));
    }

    [Fact]
    public async Task A_block_of_another_object_does_not_pass()
    {
        var text = MadeText.Bytes(2 * BlockFormat.BlockSize);
        var one = (await PutAsync(_root.Open(), "one", text, "text/plain")).Key;
        var other = (await PutAsync(_root.Open(), "other", text, "text/plain")).Key;
        var raw = await File.ReadAllBytesAsync(_root.PathOf(one), Token);
        var foreign = await File.ReadAllBytesAsync(_root.PathOf(other), Token);
        Assert.Equal(raw.Length, foreign.Length);

        foreign.AsSpan(BlockFormat.HeaderSize, 1000).CopyTo(raw.AsSpan(BlockFormat.HeaderSize));
        await File.WriteAllBytesAsync(_root.PathOf(one), raw, Token);

        await Assert.ThrowsAsync<StorageException>(() => ReadAsync(_root.Open(), one));
        Assert.Equal(text, await ReadAsync(_root.Open(), other));
    }

    [Fact]
    public async Task A_truncated_object_is_found_wherever_it_was_cut()
    {
        var text = MadeText.Bytes((2 * BlockFormat.BlockSize) + 50);
        var key = (await PutAsync(_root.Open(), "text", text, "text/plain")).Key;
        var raw = await File.ReadAllBytesAsync(_root.PathOf(key), Token);

        for (var length = raw.Length - 1; length > BlockFormat.SmallestObject; length -= 997)
        {
            await File.WriteAllBytesAsync(_root.PathOf(key), raw[..length], Token);

            await Assert.ThrowsAsync<StorageException>(() => ReadAsync(_root.Open(), key));
            await Assert.ThrowsAsync<StorageException>(() => _root.Open().StatAsync(key, Token));
        }
    }

    [Fact]
    public async Task A_damaged_object_is_listed_and_can_be_deleted()
    {
        var storage = _root.Open();
        var text = MadeText.Bytes(50_000);
        var stored = await PutAsync(storage, "text", text, "text/plain");
        var raw = await File.ReadAllBytesAsync(_root.PathOf(stored.Key), Token);
        raw[^1] ^= 1;
        await File.WriteAllBytesAsync(_root.PathOf(stored.Key), raw, Token);

        var listed = Assert.Single(await storage.ListAsync(string.Empty, Token).ToListAsync(Token));
        await storage.DeleteAsync(listed.Key, Token);

        Assert.Equal(raw.Length, listed.Length);
        Assert.Empty(await storage.ListAsync(string.Empty, Token).ToListAsync(Token));
    }

    private static byte[] RepeatedBlock(byte[] text)
    {
        var first = text.AsSpan(0, BlockFormat.BlockSize);
        first.CopyTo(text.AsSpan(BlockFormat.BlockSize));
        first.CopyTo(text.AsSpan(2 * BlockFormat.BlockSize));
        return text;
    }

    private static async Task AssertRightOrDamagedAsync(Func<Task<byte[]>> read, byte[] expected)
    {
        try
        {
            Assert.Equal(expected, await read());
        }
        catch (StorageException)
        {
            // Found.
        }
    }
}
