using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DocProcessing.Hashing;

/// <summary>Words of two messages, in ordinary registers: a step of the one fills the time in which the other waits for its own.</summary>
internal readonly struct Md5Lanes2(Md5Word first, Md5Word second) : IMd5Lanes<Md5Lanes2>
{
    private readonly Md5Word _first = first;
    private readonly Md5Word _second = second;

    public static int Count => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Lanes2 operator +(Md5Lanes2 left, Md5Lanes2 right) => new(left._first + right._first, left._second + right._second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Lanes2 StepF(Md5Lanes2 a, Md5Lanes2 b, Md5Lanes2 c, Md5Lanes2 d, Md5Lanes2 word, uint constant, [ConstantExpected] byte bits) => new(
        Md5Word.StepF(a._first, b._first, c._first, d._first, word._first, constant, bits),
        Md5Word.StepF(a._second, b._second, c._second, d._second, word._second, constant, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Lanes2 StepG(Md5Lanes2 a, Md5Lanes2 b, Md5Lanes2 c, Md5Lanes2 d, Md5Lanes2 word, uint constant, [ConstantExpected] byte bits) => new(
        Md5Word.StepG(a._first, b._first, c._first, d._first, word._first, constant, bits),
        Md5Word.StepG(a._second, b._second, c._second, d._second, word._second, constant, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Lanes2 StepH(Md5Lanes2 a, Md5Lanes2 b, Md5Lanes2 c, Md5Lanes2 d, Md5Lanes2 word, uint constant, [ConstantExpected] byte bits) => new(
        Md5Word.StepH(a._first, b._first, c._first, d._first, word._first, constant, bits),
        Md5Word.StepH(a._second, b._second, c._second, d._second, word._second, constant, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Lanes2 StepI(Md5Lanes2 a, Md5Lanes2 b, Md5Lanes2 c, Md5Lanes2 d, Md5Lanes2 word, uint constant, [ConstantExpected] byte bits) => new(
        Md5Word.StepI(a._first, b._first, c._first, d._first, word._first, constant, bits),
        Md5Word.StepI(a._second, b._second, c._second, d._second, word._second, constant, bits));

    public static unsafe void Load(ReadOnlySpan<nint> messages, nint offset, Span<Md5Lanes2> words)
    {
        var first = (Md5Word*)(messages[0] + offset);
        var second = (Md5Word*)(messages[1] + offset);
        for (var word = 0; word < words.Length; word++)
        {
            words[word] = new Md5Lanes2(first[word], second[word]);
        }
    }
}
