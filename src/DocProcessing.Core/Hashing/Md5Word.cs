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
    public static Md5Word StepF(Md5Word a, Md5Word b, Md5Word c, Md5Word d, Md5Word word, uint constant, [ConstantExpected] byte bits) =>
        Step(a, b, word, constant, d._value ^ (b._value & (c._value ^ d._value)), bits);

    // The two halves have no bit in common, so that they may be added one after the other: one step less after b.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Word StepG(Md5Word a, Md5Word b, Md5Word c, Md5Word d, Md5Word word, uint constant, [ConstantExpected] byte bits) =>
        Step(a, b, word, constant + (c._value & ~d._value), b._value & d._value, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Word StepH(Md5Word a, Md5Word b, Md5Word c, Md5Word d, Md5Word word, uint constant, [ConstantExpected] byte bits) =>
        Step(a, b, word, constant, b._value ^ (c._value ^ d._value), bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Word StepI(Md5Word a, Md5Word b, Md5Word c, Md5Word d, Md5Word word, uint constant, [ConstantExpected] byte bits) =>
        Step(a, b, word, constant, c._value ^ (b._value | ~d._value), bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Md5Word Step(Md5Word a, Md5Word b, Md5Word word, uint constant, uint function, [ConstantExpected] byte bits) =>
        new(BitOperations.RotateLeft(a._value + word._value + constant + function, bits) + b._value);
}
