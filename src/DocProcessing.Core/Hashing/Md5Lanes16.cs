using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Runtime.Intrinsics;

namespace DocProcessing.Hashing;

/// <summary>Words of sixteen messages (AVX-512).</summary>
internal unsafe struct Md5Lanes16(Vector512<uint> value) : IMd5Lanes<Md5Lanes16>
{
    private Vector512<uint> _value = value;

    public static bool IsSupported => Avx512F.IsSupported && Vector512.IsHardwareAccelerated;

    public static int Count => Vector512<uint>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Lanes16 operator +(Md5Lanes16 left, Md5Lanes16 right) => new(left._value + right._value);

    // One instruction for any function of three bits: the number is its table, with b as the highest bit of the index.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepF(ref Md5Lanes16 a, in Md5Lanes16 b, in Md5Lanes16 c, in Md5Lanes16 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits) =>
        a._value = Step(a, b, block, word, constant, Avx512F.TernaryLogic(b._value, c._value, d._value, 0xCA), bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepG(ref Md5Lanes16 a, in Md5Lanes16 b, in Md5Lanes16 c, in Md5Lanes16 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits) =>
        a._value = Step(a, b, block, word, constant, Avx512F.TernaryLogic(b._value, c._value, d._value, 0xE4), bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepH(ref Md5Lanes16 a, in Md5Lanes16 b, in Md5Lanes16 c, in Md5Lanes16 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits) =>
        a._value = Step(a, b, block, word, constant, Avx512F.TernaryLogic(b._value, c._value, d._value, 0x96), bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepI(ref Md5Lanes16 a, in Md5Lanes16 b, in Md5Lanes16 c, in Md5Lanes16 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits) =>
        a._value = Step(a, b, block, word, constant, Avx512F.TernaryLogic(b._value, c._value, d._value, 0x39), bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Step(in Md5Lanes16 a, in Md5Lanes16 b, in Md5Block block, int word, uint constant, Vector512<uint> function, [ConstantExpected] byte bits) =>
        Avx512F.RotateLeft(a._value + ((Vector512<uint>*)block.First)[word] + Vector512.Create(constant) + function, bits) + b._value;

    [SkipLocalsInit]
    public static Md5Block BlockOf(ReadOnlySpan<nint> messages, nint offset, Span<Md5Lanes16> room)
    {
        var target = MemoryMarshal.Cast<Md5Lanes16, Vector512<uint>>(room);
        Span<Vector512<uint>> quads = stackalloc Vector512<uint>[16];

        // Each four messages: in each quarter of a row, one word of the four.
        for (var four = 0; four < 4; four++)
        {
            var row0 = Row(messages[4 * four] + offset);
            var row1 = Row(messages[(4 * four) + 1] + offset);
            var row2 = Row(messages[(4 * four) + 2] + offset);
            var row3 = Row(messages[(4 * four) + 3] + offset);
            var low01 = Avx512F.UnpackLow(row0, row1).AsUInt64();
            var high01 = Avx512F.UnpackHigh(row0, row1).AsUInt64();
            var low23 = Avx512F.UnpackLow(row2, row3).AsUInt64();
            var high23 = Avx512F.UnpackHigh(row2, row3).AsUInt64();
            quads[four] = Avx512F.UnpackLow(low01, low23).AsUInt32();
            quads[4 + four] = Avx512F.UnpackHigh(low01, low23).AsUInt32();
            quads[8 + four] = Avx512F.UnpackLow(high01, high23).AsUInt32();
            quads[12 + four] = Avx512F.UnpackHigh(high01, high23).AsUInt32();
        }

        // Quarter q of word w's rows is word 4q + w of all messages.
        for (var word = 0; word < 4; word++)
        {
            var (first, second, third, fourth) = (quads[4 * word], quads[(4 * word) + 1], quads[(4 * word) + 2], quads[(4 * word) + 3]);
            var even01 = Avx512F.Shuffle4x128(first, second, 0x88);
            var odd01 = Avx512F.Shuffle4x128(first, second, 0xDD);
            var even23 = Avx512F.Shuffle4x128(third, fourth, 0x88);
            var odd23 = Avx512F.Shuffle4x128(third, fourth, 0xDD);
            target[12 + word] = Avx512F.Shuffle4x128(odd01, odd23, 0xDD);
            target[word] = Avx512F.Shuffle4x128(even01, even23, 0x88);
            target[4 + word] = Avx512F.Shuffle4x128(odd01, odd23, 0x88);
            target[8 + word] = Avx512F.Shuffle4x128(even01, even23, 0xDD);
        }

        return new Md5Block((nint)Unsafe.AsPointer(ref target[0]));
    }

    private static Vector512<uint> Row(nint address) => Vector512.Load((uint*)address);
}
