using System.Diagnostics.CodeAnalysis;

namespace DocProcessing.Hashing;

/// <summary>A 32-bit word of MD5 (RFC 1321), of one message or of several side by side.</summary>
internal interface IMd5Word<TSelf>
    where TSelf : struct, IMd5Word<TSelf>
{
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>A step of the first round: b + ((a + F(b, c, d) + word + constant) rotated left), where b is the last to be known.</summary>
    static abstract TSelf StepF(TSelf a, TSelf b, TSelf c, TSelf d, TSelf word, uint constant, [ConstantExpected] byte bits);

    /// <inheritdoc cref="StepF"/>
    static abstract TSelf StepG(TSelf a, TSelf b, TSelf c, TSelf d, TSelf word, uint constant, [ConstantExpected] byte bits);

    /// <inheritdoc cref="StepF"/>
    static abstract TSelf StepH(TSelf a, TSelf b, TSelf c, TSelf d, TSelf word, uint constant, [ConstantExpected] byte bits);

    /// <inheritdoc cref="StepF"/>
    static abstract TSelf StepI(TSelf a, TSelf b, TSelf c, TSelf d, TSelf word, uint constant, [ConstantExpected] byte bits);
}

/// <summary>Words of several messages side by side.</summary>
internal interface IMd5Lanes<TSelf> : IMd5Word<TSelf>
    where TSelf : unmanaged, IMd5Lanes<TSelf>
{
    static abstract int Count { get; }

    /// <summary>Reads a block of 64 bytes from each message: word i of lane n comes from message n.</summary>
    static abstract void Load(ReadOnlySpan<nint> messages, nint offset, Span<TSelf> words);
}
