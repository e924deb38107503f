using Amazon.S3;

namespace DocProcessing.S3.Tests;

/// <summary>What the store keeps is what was sent: its own comparison of Content-MD5 says so.</summary>
public sealed class IntegrityTests(S3Server server) : S3Test(server)
{
    [Fact]
    public async Task A_part_that_differs_from_its_MD5_is_refused_by_the_store_and_the_old_one_stays()
    {
        var storage = Storage();
        var content = RandomBytes(PartSize);
        var upload = await storage.InitiateMultipartAsync(Key("object"), content.Length, PartSize, null, Stop);
        var part = await SendAsync(storage, upload, 1, content);

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => SendAsync(storage, upload, 1, RandomBytes(PartSize), Md5([1, 2, 3])));

        Assert.Equal("BadDigest", Assert.IsType<AmazonS3Exception>(refused.InnerException).ErrorCode);
        Assert.Equal([part.ETag], await storage.ListPartsAsync(upload, Stop).Select(stored => stored.ETag).ToListAsync(Stop));
        await storage.CompleteMultipartAsync(upload, [part], Stop);
        Assert.Equal(content, await ReadAsync(storage, Key("object")));
    }

    [Fact]
    public async Task A_part_with_a_SHA_256_is_sent_with_its_MD5_all_the_same()
    {
        var storage = Storage();
        var content = RandomBytes(1000);
        var upload = await storage.InitiateMultipartAsync(Key("object"), content.Length, PartSize, null, Stop);
        var sha256 = new Checksum(ChecksumAlgorithm.Sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)));

        var part = await SendAsync(storage, upload, 1, content, sha256);

        // This store's ETag of a part is the MD5 of what it holds.
        Assert.Equal((Md5(content).Hex, sha256), (part.ETag, part.Checksum));
    }

    [Fact]
    public async Task Content_longer_than_a_piece_is_put_in_pieces()
    {
        var storage = Storage();
        foreach (var length in (int[])[(8 << 20) - 1, 8 << 20, (8 << 20) + 1, (16 << 20) + 5])
        {
            var content = RandomBytes(length);

            var stored = await storage.PutAsync(Key("object"), new MemoryStream(content), "text/plain", Stop);

            Assert.Equal(length, stored.Length);
            Assert.Equal(content, await ReadAsync(storage, Key("object")));
        }

        Assert.Empty(await storage.ListMultipartAsync(string.Empty, Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Content_that_breaks_off_after_pieces_leaves_nothing()
    {
        var storage = Storage();

        await Assert.ThrowsAsync<EndOfStreamException>(() => storage.PutAsync(Key("object"), new Breaking(20 << 20), null, Stop));

        Assert.Null(await storage.StatAsync(Key("object"), Stop));
        Assert.Empty(await storage.ListMultipartAsync(string.Empty, Stop).ToListAsync(Stop));
    }

    /// <summary>Breaks off after so many bytes.</summary>
    private sealed class Breaking(int after) : MemoryStream(new byte[after])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new EndOfStreamException();
    }
}
