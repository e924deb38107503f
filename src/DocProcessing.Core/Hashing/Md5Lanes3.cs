using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DocProcessing.Hashing;

/// <summary>Words of three messages, in ordinary registers: the steps of one fill the time in which another waits for its own.</summary>
internal unsafe struct Md5Lanes3(uint first, uint second, uint third) : IMd5Lanes<Md5Lanes3>
{
    private uint _first = first;
    private uint _second = second;
    private uint _third = third;

    public static int Count => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Lanes3 operator +(Md5Lanes3 left, Md5Lanes3 right) =>
        new(left._first + right._first, left._second + right._second, left._third + right._third);

    // Written out: were the formulas those of Md5Word, the compiler would leave calls in the last rounds, and three messages would take half as long again.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepF(ref Md5Lanes3 a, in Md5Lanes3 b, in Md5Lanes3 c, in Md5Lanes3 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits)
    {
        a._first = BitOperations.RotateLeft(a._first + block.First[word] + constant + (d._first ^ (b._first & (c._first ^ d._first))), bits) + b._first;
        a._second = BitOperations.RotateLeft(a._second + block.Second[word] + constant + (d._second ^ (b._second & (c._second ^ d._second))), bits) + b._second;
        a._third = BitOperations.RotateLeft(a._third + block.Third[word] + constant + (d._third ^ (b._third & (c._third ^ d._third))), bits) + b._third;
    }

    // The two halves have no bit in common, so that they may be added one after the other: one step less after b.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepG(ref Md5Lanes3 a, in Md5Lanes3 b, in Md5Lanes3 c, in Md5Lanes3 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits)
    {
        a._first = BitOperations.RotateLeft(a._first + block.First[word] + constant + (c._first & ~d._first) + (b._first & d._first), bits) + b._first;
        a._second = BitOperations.RotateLeft(a._second + block.Second[word] + constant + (c._second & ~d._second) + (b._second & d._second), bits) + b._second;
        a._third = BitOperations.RotateLeft(a._third + block.Third[word] + constant + (c._third & ~d._third) + (b._third & d._third), bits) + b._third;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepH(ref Md5Lanes3 a, in Md5Lanes3 b, in Md5Lanes3 c, in Md5Lanes3 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits)
    {
        a._first = BitOperations.RotateLeft(a._first + block.First[word] + constant + (b._first ^ (c._first ^ d._first)), bits) + b._first;
        a._second = BitOperations.RotateLeft(a._second + block.Second[word] + constant + (b._second ^ (c._second ^ d._second)), bits) + b._second;
        a._third = BitOperations.RotateLeft(a._third + block.Third[word] + constant + (b._third ^ (c._third ^ d._third)), bits) + b._third;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepI(ref Md5Lanes3 a, in Md5Lanes3 b, in Md5Lanes3 c, in Md5Lanes3 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits)
    {
        a._first = BitOperations.RotateLeft(a._first + block.First[word] + constant + (c._first ^ (b._first | ~d._first)), bits) + b._first;
        a._second = BitOperations.RotateLeft(a._second + block.Second[word] + constant + (c._second ^ (b._second | ~d._second)), bits) + b._second;
        a._third = BitOperations.RotateLeft(a._third + block.Third[word] + constant + (c._third ^ (b._third | ~d._third)), bits) + b._third;
    }

    public static Md5Block BlockOf(ReadOnlySpan<nint> messages, nint offset, Span<Md5Lanes3> room) => new(messages[0] + offset, messages[1] + offset, messages[2] + offset);
}
