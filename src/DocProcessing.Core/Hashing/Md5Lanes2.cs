using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DocProcessing.Hashing;

/// <summary>Words of two messages, in ordinary registers: the steps of one fill the time in which another waits for its own.</summary>
internal unsafe struct Md5Lanes2(uint first, uint second) : IMd5Lanes<Md5Lanes2>
{
    private uint _first = first;
    private uint _second = second;

    public static int Count => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Lanes2 operator +(Md5Lanes2 left, Md5Lanes2 right) =>
        new(left._first + right._first, left._second + right._second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepF(ref Md5Lanes2 a, in Md5Lanes2 b, in Md5Lanes2 c, in Md5Lanes2 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits)
    {
        a._first = BitOperations.RotateLeft(a._first + block.First[word] + constant + (d._first ^ (b._first & (c._first ^ d._first))), bits) + b._first;
        a._second = BitOperations.RotateLeft(a._second + block.Second[word] + constant + (d._second ^ (b._second & (c._second ^ d._second))), bits) + b._second;
    }

    // The two halves have no bit in common, so that they may be added one after the other: one step less after b.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepG(ref Md5Lanes2 a, in Md5Lanes2 b, in Md5Lanes2 c, in Md5Lanes2 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits)
    {
        a._first = BitOperations.RotateLeft(a._first + block.First[word] + constant + (c._first & ~d._first) + (b._first & d._first), bits) + b._first;
        a._second = BitOperations.RotateLeft(a._second + block.Second[word] + constant + (c._second & ~d._second) + (b._second & d._second), bits) + b._second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepH(ref Md5Lanes2 a, in Md5Lanes2 b, in Md5Lanes2 c, in Md5Lanes2 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits)
    {
        a._first = BitOperations.RotateLeft(a._first + block.First[word] + constant + (b._first ^ (c._first ^ d._first)), bits) + b._first;
        a._second = BitOperations.RotateLeft(a._second + block.Second[word] + constant + (b._second ^ (c._second ^ d._second)), bits) + b._second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepI(ref Md5Lanes2 a, in Md5Lanes2 b, in Md5Lanes2 c, in Md5Lanes2 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits)
    {
        a._first = BitOperations.RotateLeft(a._first + block.First[word] + constant + (c._first ^ (b._first | ~d._first)), bits) + b._first;
        a._second = BitOperations.RotateLeft(a._second + block.Second[word] + constant + (c._second ^ (b._second | ~d._second)), bits) + b._second;
    }

    public static Md5Block BlockOf(ReadOnlySpan<nint> messages, nint offset, Span<Md5Lanes2> room) => new(messages[0] + offset, messages[1] + offset);
}
