using System.Buffers;
using System.Text;
using System.Text.Unicode;
using UtfUnknown;

namespace DocProcessing.Extraction.Text;

/// <summary>Finds a text's encoding: byte order mark, then valid UTF-8, then zeros as in UTF-16, then the statistics of its characters.</summary>
internal static class TextEncoding
{
    private const int BlockSize = 128 * 1024;
    private const int SampleSize = 256 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>Finds the encoding of all the stream, and puts the stream back to its start.</summary>
    public static Encoding Detect(Stream stream, CancellationToken cancellationToken)
    {
        var start = new byte[(int)Math.Min(4096, stream.Length)];
        stream.ReadExactly(start);
        var encoding = ByMark(start) ?? ByZeros(start) ?? ByContent(stream, cancellationToken);
        stream.Position = 0;
        return encoding;
    }

    /// <summary>Finds the encoding of a text in memory.</summary>
    public static Encoding Detect(ReadOnlySpan<byte> bytes) =>
        Certain(bytes) ?? ByStatistics(bytes[..Math.Min(bytes.Length, SampleSize)].ToArray());

    /// <summary>Finds the encoding of a text in memory when no statistics are needed.</summary>
    public static Encoding? Certain(ReadOnlySpan<byte> bytes) =>
        ByMark(bytes) ?? ByZeros(bytes[..Math.Min(bytes.Length, 4096)]) ?? (Utf8IsValid(bytes) ? Utf8 : null);

    /// <summary>Finds an encoding by its name, such as a document declares, without registering code pages for the whole host.</summary>
    public static Encoding? ByName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name.Trim()) ?? Encoding.GetEncoding(name.Trim());
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Finds an encoding by its Windows code page.</summary>
    public static Encoding? ByCodePage(int codePage)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static Encoding? ByMark(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Utf8,
        [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32,
        [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    // Western text in UTF-16 has a zero in nearly every other byte; no other text has zeros at all.
    private static Encoding? ByZeros(ReadOnlySpan<byte> start)
    {
        int even = 0, odd = 0;
        for (var index = 0; index + 1 < start.Length; index += 2)
        {
            even += start[index] == 0 ? 1 : 0;
            odd += start[index + 1] == 0 ? 1 : 0;
        }

        var pairs = start.Length / 2;
        return (even, odd) switch
        {
            _ when odd > pairs / 3 && even < odd / 8 => Encoding.Unicode,
            _ when even > pairs / 3 && odd < even / 8 => Encoding.BigEndianUnicode,
            _ => null,
        };
    }

    private static Encoding ByContent(Stream stream, CancellationToken cancellationToken)
    {
        stream.Position = 0;
        var invalidAt = FindInvalidUtf8(stream, cancellationToken);
        if (invalidAt < 0)
        {
            return Utf8;
        }

        // A sample around the first byte that is not UTF-8: the start of a long text may be plain ASCII and tell nothing.
        stream.Position = Math.Max(0, invalidAt - 4096);
        var sample = new byte[(int)Math.Min(SampleSize, stream.Length - stream.Position)];
        stream.ReadExactly(sample);
        return ByStatistics(sample);
    }

    private static Encoding ByStatistics(byte[] sample)
    {
        var found = CharsetDetector.DetectFromBytes(sample).Detected;
        return (found is null ? null : ByName(found.EncodingName)) ?? ByCodePage(1252)!;
    }

    private static bool Utf8IsValid(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    private static long FindInvalidUtf8(Stream stream, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            long position = 0;
            var kept = 0;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = stream.Read(block, kept, block.Length - kept);
                var length = kept + read;
                var valid = read == 0 ? length : CompleteLength(block.AsSpan(0, length));
                if (!Utf8IsValid(block.AsSpan(0, valid)))
                {
                    return position;
                }

                if (read == 0)
                {
                    return -1;
                }

                kept = length - valid;
                block.AsSpan(valid, kept).CopyTo(block);
                position += valid;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    // A character may be cut by the end of the block: its first bytes, at most three, wait for the rest.
    private static int CompleteLength(ReadOnlySpan<byte> block)
    {
        for (var back = 1; back <= Math.Min(3, block.Length); back++)
        {
            var value = block[^back];
            if (value < 0x80)
            {
                break;
            }

            if (value >= 0xC0)
            {
                var size = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : 2;
                return back < size ? block.Length - back : block.Length;
            }
        }

        return block.Length;
    }
}
