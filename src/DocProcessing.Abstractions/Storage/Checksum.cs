using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace DocProcessing;

/// <summary>The algorithms a part's checksum may use.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChecksumAlgorithm>))]
public enum ChecksumAlgorithm
{
    /// <summary>MD5 (RFC 1321): 32 hex digits. Guards against damage on the way, not against malice.</summary>
    Md5,

    /// <summary>SHA-256 (FIPS 180-4): 64 hex digits.</summary>
    Sha256,
}

/// <summary>A hash of content, with its algorithm.</summary>
/// <param name="Algorithm">How the hash was computed.</param>
/// <param name="Hex">The hash in lower-case hex.</param>
public sealed record Checksum(ChecksumAlgorithm Algorithm, string Hex)
{
    private const int Md5Digits = 32;
    private const int Sha256Digits = 64;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Reads a checksum as clients send it: the number of hex digits tells the algorithm.</summary>
    /// <param name="text">32 hex digits (MD5) or 64 (SHA-256), in either case.</param>
    /// <param name="checksum">The checksum, when the text is one.</param>
    /// <returns><see langword="true"/> when the text is a checksum.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Checksum? checksum)
    {
        checksum = text switch
        {
            { Length: Md5Digits } when IsHex(text) => new Checksum(ChecksumAlgorithm.Md5, text.ToLowerInvariant()),
            { Length: Sha256Digits } when IsHex(text) => new Checksum(ChecksumAlgorithm.Sha256, text.ToLowerInvariant()),
            _ => null,
        };
        return checksum is not null;
    }

    private static bool IsHex(string text) => !text.AsSpan().ContainsAnyExcept(Digits);
}
