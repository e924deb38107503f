using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DocProcessing.Hashing;

/// <summary>A word of one message.</summary>
internal readonly struct Md5Word(uint value) : IMd5Word<Md5Word>
{
    private readonly uint _value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Word operator +(Md5Word left, Md5Word right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Word Of(uint constant) => new(constant);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Word RotateLeft(Md5Word word, [ConstantExpected] byte bits) => new(BitOperations.RotateLeft(word._value, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Word AddF(Md5Word sum, Md5Word b, Md5Word c, Md5Word d) => new(sum._value + (d._value ^ (b._value & (c._value ^ d._value))));

    // The two halves have no bit in common, so that they may be added one after the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Word AddG(Md5Word sum, Md5Word b, Md5Word c, Md5Word d) => new(sum._value + (c._value & ~d._value) + (b._value & d._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Word AddH(Md5Word sum, Md5Word b, Md5Word c, Md5Word d) => new(sum._value + (b._value ^ (c._value ^ d._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Word AddI(Md5Word sum, Md5Word b, Md5Word c, Md5Word d) => new(sum._value + (c._value ^ (b._value | ~d._value)));
}
