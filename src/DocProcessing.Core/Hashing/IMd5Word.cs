using System.Diagnostics.CodeAnalysis;

namespace DocProcessing.Hashing;

/// <summary>A 32-bit word of MD5 (RFC 1321), of one message or of several side by side.</summary>
internal interface IMd5Word<TSelf>
    where TSelf : struct, IMd5Word<TSelf>
{
    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf Of(uint constant);

    static abstract TSelf RotateLeft(TSelf word, [ConstantExpected] byte bits);

    /// <summary>Adds the round's function of b, c and d to a sum, with as few steps after b, which comes last, as can be.</summary>
    static abstract TSelf AddF(TSelf sum, TSelf b, TSelf c, TSelf d);

    static abstract TSelf AddG(TSelf sum, TSelf b, TSelf c, TSelf d);

    static abstract TSelf AddH(TSelf sum, TSelf b, TSelf c, TSelf d);

    static abstract TSelf AddI(TSelf sum, TSelf b, TSelf c, TSelf d);
}

/// <summary>Words of several messages, one in each lane of a vector register.</summary>
internal unsafe interface IMd5Lanes<TSelf> : IMd5Word<TSelf>
    where TSelf : unmanaged, IMd5Lanes<TSelf>
{
    static abstract int Count { get; }

    /// <summary>Reads a block of 64 bytes from each message: word i of lane n comes from message n.</summary>
    static abstract void Load(ReadOnlySpan<nint> messages, nint offset, Span<TSelf> words);
}
