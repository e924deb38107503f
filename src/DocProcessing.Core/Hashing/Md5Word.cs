using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DocProcessing.Hashing;

/// <summary>A word of one message.</summary>
internal unsafe struct Md5Word(uint value) : IMd5Word<Md5Word>
{
    private uint _value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Word operator +(Md5Word left, Md5Word right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepF(ref Md5Word a, in Md5Word b, in Md5Word c, in Md5Word d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits) =>
        a._value = BitOperations.RotateLeft(a._value + block.First[word] + constant + (d._value ^ (b._value & (c._value ^ d._value))), bits) + b._value;

    // The two halves have no bit in common, so that they may be added one after the other: one step less after b.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepG(ref Md5Word a, in Md5Word b, in Md5Word c, in Md5Word d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits) =>
        a._value = BitOperations.RotateLeft(a._value + block.First[word] + constant + (c._value & ~d._value) + (b._value & d._value), bits) + b._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepH(ref Md5Word a, in Md5Word b, in Md5Word c, in Md5Word d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits) =>
        a._value = BitOperations.RotateLeft(a._value + block.First[word] + constant + (b._value ^ (c._value ^ d._value)), bits) + b._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepI(ref Md5Word a, in Md5Word b, in Md5Word c, in Md5Word d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits) =>
        a._value = BitOperations.RotateLeft(a._value + block.First[word] + constant + (c._value ^ (b._value | ~d._value)), bits) + b._value;
}
