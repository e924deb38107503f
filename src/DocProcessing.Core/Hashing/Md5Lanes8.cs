using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Runtime.Intrinsics;

namespace DocProcessing.Hashing;

/// <summary>Words of eight messages (AVX2).</summary>
internal unsafe struct Md5Lanes8(Vector256<uint> value) : IMd5Lanes<Md5Lanes8>
{
    private Vector256<uint> _value = value;

    public static bool IsSupported => Avx2.IsSupported;

    public static int Count => Vector256<uint>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Lanes8 operator +(Md5Lanes8 left, Md5Lanes8 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepF(ref Md5Lanes8 a, in Md5Lanes8 b, in Md5Lanes8 c, in Md5Lanes8 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits) =>
        a._value = Step(a, b, block, word, constant, Vector256<uint>.Zero, d._value ^ (b._value & (c._value ^ d._value)), bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepG(ref Md5Lanes8 a, in Md5Lanes8 b, in Md5Lanes8 c, in Md5Lanes8 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits) =>
        a._value = Step(a, b, block, word, constant, Avx2.AndNot(d._value, c._value), b._value & d._value, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepH(ref Md5Lanes8 a, in Md5Lanes8 b, in Md5Lanes8 c, in Md5Lanes8 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits) =>
        a._value = Step(a, b, block, word, constant, Vector256<uint>.Zero, b._value ^ (c._value ^ d._value), bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepI(ref Md5Lanes8 a, in Md5Lanes8 b, in Md5Lanes8 c, in Md5Lanes8 d, in Md5Block block, int word, uint constant, [ConstantExpected] byte bits) =>
        a._value = Step(a, b, block, word, constant, Vector256<uint>.Zero, c._value ^ (b._value | ~d._value), bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Step(in Md5Lanes8 a, in Md5Lanes8 b, in Md5Block block, int word, uint constant, Vector256<uint> early, Vector256<uint> late, [ConstantExpected] byte bits)
    {
        var sum = a._value + ((Vector256<uint>*)block.First)[word] + Vector256.Create(constant) + early + late;
        var rotated = Avx512F.VL.IsSupported ? Avx512F.VL.RotateLeft(sum, bits) : (sum << bits) | (sum >>> (32 - bits));
        return rotated + b._value;
    }

    [SkipLocalsInit]
    public static Md5Block BlockOf(ReadOnlySpan<nint> messages, nint offset, Span<Md5Lanes8> room)
    {
        var vectors = MemoryMarshal.Cast<Md5Lanes8, Vector256<uint>>(room);
        Transpose(messages, offset, vectors[..8]);
        Transpose(messages, offset + Vector256<byte>.Count, vectors.Slice(8, 8));
        return new Md5Block((nint)Unsafe.AsPointer(ref vectors[0]));
    }

    // Rows of a message each become rows of a word each: pairs of words, then of pairs, then of halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ReadOnlySpan<nint> messages, nint offset, Span<Vector256<uint>> words)
    {
        var (a01, b01) = Pairs(Row(messages[0] + offset), Row(messages[1] + offset));
        var (a23, b23) = Pairs(Row(messages[2] + offset), Row(messages[3] + offset));
        var (a45, b45) = Pairs(Row(messages[4] + offset), Row(messages[5] + offset));
        var (a67, b67) = Pairs(Row(messages[6] + offset), Row(messages[7] + offset));
        var (w0, w1) = Quads(a01, a23);
        var (w2, w3) = Quads(b01, b23);
        var (x0, x1) = Quads(a45, a67);
        var (x2, x3) = Quads(b45, b67);
        words[7] = Avx2.Permute2x128(w3, x3, 0x31);
        words[0] = Avx2.Permute2x128(w0, x0, 0x20);
        words[1] = Avx2.Permute2x128(w1, x1, 0x20);
        words[2] = Avx2.Permute2x128(w2, x2, 0x20);
        words[3] = Avx2.Permute2x128(w3, x3, 0x20);
        words[4] = Avx2.Permute2x128(w0, x0, 0x31);
        words[5] = Avx2.Permute2x128(w1, x1, 0x31);
        words[6] = Avx2.Permute2x128(w2, x2, 0x31);
    }

    private static Vector256<uint> Row(nint address) => Vector256.Load((uint*)address);

    private static (Vector256<uint> Low, Vector256<uint> High) Pairs(Vector256<uint> first, Vector256<uint> second) =>
        (Avx2.UnpackLow(first, second), Avx2.UnpackHigh(first, second));

    private static (Vector256<uint> Low, Vector256<uint> High) Quads(Vector256<uint> first, Vector256<uint> second) =>
        (Avx2.UnpackLow(first.AsUInt64(), second.AsUInt64()).AsUInt32(), Avx2.UnpackHigh(first.AsUInt64(), second.AsUInt64()).AsUInt32());
}
