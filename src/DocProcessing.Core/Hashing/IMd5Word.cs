using System.Diagnostics.CodeAnalysis;

namespace DocProcessing.Hashing;

/// <summary>A 32-bit word of MD5 (RFC 1321), of one message or of several side by side.</summary>
internal interface IMd5Word<TSelf>
    where TSelf : struct, IMd5Word<TSelf>
{
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>A step of the first round: a becomes b + ((a + F(b, c, d) + word + constant) rotated left), where b is the last to be known.</summary>
    static abstract void StepF(ref TSelf a, in TSelf b, in TSelf c, in TSelf d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits);

    /// <inheritdoc cref="StepF"/>
    static abstract void StepG(ref TSelf a, in TSelf b, in TSelf c, in TSelf d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits);

    /// <inheritdoc cref="StepF"/>
    static abstract void StepH(ref TSelf a, in TSelf b, in TSelf c, in TSelf d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits);

    /// <inheritdoc cref="StepF"/>
    static abstract void StepI(ref TSelf a, in TSelf b, in TSelf c, in TSelf d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits);
}

/// <summary>Words of several messages side by side.</summary>
internal interface IMd5Lanes<TSelf> : IMd5Word<TSelf>
    where TSelf : unmanaged, IMd5Lanes<TSelf>
{
    static abstract int Count { get; }

    /// <summary>Finds the next block of each message.</summary>
    /// <param name="messages">Where each message begins.</param>
    /// <param name="offset">How far the block is behind that.</param>
    /// <param name="room">Room for a block's words on the stack, where lanes need them side by side.</param>
    static abstract Md5Block BlockOf(ReadOnlySpan<nint> messages, nint offset, Span<TSelf> room);
}
