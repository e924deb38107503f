using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using DocProcessing.Hashing;
using DocProcessing.Testing;
using DocProcessing.Uploads;

namespace DocProcessing.Core.Tests.Hashing;

/// <summary>MD5 by every way there is, against RFC 1321's own results and the platform's.</summary>
public sealed class Md5Tests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Rfc1321 => new()
    {
        { "", "d41d8cd98f00b204e9800998ecf8427e" },
        { "a", "0cc175b9c0f1b6a831c399e269772661" },
        { "abc", "900150983cd24fb0d6963f7d28e17f72" },
        { "message digest", "f96b697d7cb7938d525a2f31aaf161d0" },
        { "abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b" },
        { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f" },
        { "12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a" },
    };

    [Theory]
    [MemberData(nameof(Rfc1321))]
    public async Task Results_of_rfc_1321(string message, string expected)
    {
        var bytes = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(message));
        foreach (var batcher in new[] { null, new Md5Batcher() })
        {
            using var hasher = new PartHasher(ChecksumAlgorithm.Md5, batcher);
            await hasher.AppendAsync(bytes);

            Assert.Equal(expected, hasher.Finish(ChecksumAlgorithm.Md5).Hex);
        }
    }

    [Fact]
    public async Task Every_length_around_a_block_has_its_padding()
    {
        var content = Bytes(200, seed: 1);
        for (var length = 0; length <= content.Length; length++)
        {
            using var hash = new Md5Hash(new Md5Batcher());
            await hash.AppendAsync(new ReadOnlySequence<byte>(content, 0, length));

            Assert.Equal(Expected(content.AsSpan(0, length)), hash.Finish());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(40)]
    public async Task Messages_of_any_length_side_by_side_in_pieces_of_any_size(int messages)
    {
        var content = Bytes(300_000, seed: 2);
        foreach (var batcher in Widths().Select(width => new Md5Batcher(width)))
        {
            var hashes = Enumerable.Range(0, messages).Select(_ => new Md5Hash(batcher)).ToArray();

            await Task.WhenAll(hashes.Select((hash, index) => Task.Run(() => RequireAsync(hash, content, new Random(index)), Token)));

            Assert.All(hashes, hash => hash.Dispose());
            Assert.True(batcher.IsSparse);
        }
    }

    [Fact]
    public void Every_lane_computes_what_one_message_alone_computes()
    {
        RequireLanes<Md5Lanes2>(isSupported: true);
        RequireLanes<Md5Lanes3>(isSupported: true);
        RequireLanes<Md5Lanes8>(Md5Lanes8.IsSupported);
        RequireLanes<Md5Lanes16>(Md5Lanes16.IsSupported);
    }

    [Fact]
    public async Task Nothing_is_left_in_the_batcher_when_messages_are_given_up()
    {
        var batcher = new Md5Batcher();
        var content = new ReadOnlySequence<byte>(Bytes(100_000, seed: 3));
        for (var round = 0; round < 20; round++)
        {
            var given = Enumerable.Range(0, 5).Select(_ => new Md5Hash(batcher)).ToList();
            await Task.WhenAll(given.Select(hash => hash.AppendAsync(content).AsTask()));
            given.ForEach(hash => hash.Dispose());
            given.ForEach(hash => hash.Dispose());
        }

        Assert.True(batcher.IsSparse);
    }

    private static async Task RequireAsync(Md5Hash hash, byte[] content, Random random)
    {
        var start = random.Next(1000);
        var message = content.AsMemory(start, random.Next(content.Length - start));
        for (var rest = message; !rest.IsEmpty;)
        {
            var length = Math.Min(rest.Length, random.Next(1, 60_000));
            await hash.AppendAsync(Pieces.Of(rest[..length], random));
            rest = rest[length..];
        }

        Assert.Equal(Expected(message.Span), hash.Finish());
    }

    private static unsafe void RequireLanes<TLanes>(bool isSupported)
        where TLanes : unmanaged, IMd5Lanes<TLanes>
    {
        if (!isSupported)
        {
            return;
        }

        var content = Bytes(TLanes.Count * Md5State.BlockBytes, seed: 4);
        Span<TLanes> state = stackalloc TLanes[Md5State.Words];
        Span<TLanes> room = stackalloc TLanes[Md5State.WordsPerBlock];
        var lanes = MemoryMarshal.Cast<TLanes, uint>(state);
        for (var index = 0; index < lanes.Length; index++)
        {
            lanes[index] = Md5State.Initial[index / TLanes.Count];
        }

        fixed (byte* first = content)
        {
            var messages = new nint[TLanes.Count];
            for (var lane = 0; lane < messages.Length; lane++)
            {
                messages[lane] = (nint)(first + (lane * Md5State.BlockBytes));
            }

            Md5Rounds<TLanes>.Compress(ref state[0], TLanes.BlockOf(messages, 0, room));
        }

        for (var lane = 0; lane < TLanes.Count; lane++)
        {
            var alone = Md5State.Initial;
            alone.Compress(content.AsSpan(lane * Md5State.BlockBytes, Md5State.BlockBytes));
            for (var word = 0; word < Md5State.Words; word++)
            {
                Assert.Equal(alone[word], lanes[(word * TLanes.Count) + lane]);
            }
        }
    }

    // As on a processor with lanes for sixteen, for eight, and without any.
    private static IEnumerable<int> Widths()
    {
        yield return Md5Lanes3.Count;
        if (Md5Lanes8.IsSupported)
        {
            yield return Md5Lanes8.Count;
        }

        if (Md5Lanes16.IsSupported)
        {
            yield return Md5Lanes16.Count;
        }
    }

    private static string Expected(ReadOnlySpan<byte> message) => Convert.ToHexStringLower(MD5.HashData(message));

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
