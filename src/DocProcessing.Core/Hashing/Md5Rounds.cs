using System.Runtime.CompilerServices;

namespace DocProcessing.Hashing;

/// <summary>The compression function of MD5 (RFC 1321, 3.4), written once for every width of word.</summary>
internal static class Md5Rounds<TWord>
    where TWord : struct, IMd5Word<TWord>
{
    /// <summary>Takes one block of 16 words into a state of 4.</summary>
    [SkipLocalsInit]
    public static void Compress(ref TWord state, ref TWord words)
    {
        var a = state;
        var b = Unsafe.Add(ref state, 1);
        var c = Unsafe.Add(ref state, 2);
        var d = Unsafe.Add(ref state, 3);
        Round1(ref a, ref b, ref c, ref d, ref words);
        Round2(ref a, ref b, ref c, ref d, ref words);
        Round3(ref a, ref b, ref c, ref d, ref words);
        Round4(ref a, ref b, ref c, ref d, ref words);
        state += a;
        Unsafe.Add(ref state, 1) += b;
        Unsafe.Add(ref state, 2) += c;
        Unsafe.Add(ref state, 3) += d;
    }

    private static void Round1(ref TWord stateA, ref TWord stateB, ref TWord stateC, ref TWord stateD, ref TWord words)
    {
        var a = stateA;
        var b = stateB;
        var c = stateC;
        var d = stateD;
        a = TWord.StepF(a, b, c, d, Unsafe.Add(ref words, 0), 0xD76AA478, 7);
        d = TWord.StepF(d, a, b, c, Unsafe.Add(ref words, 1), 0xE8C7B756, 12);
        c = TWord.StepF(c, d, a, b, Unsafe.Add(ref words, 2), 0x242070DB, 17);
        b = TWord.StepF(b, c, d, a, Unsafe.Add(ref words, 3), 0xC1BDCEEE, 22);
        a = TWord.StepF(a, b, c, d, Unsafe.Add(ref words, 4), 0xF57C0FAF, 7);
        d = TWord.StepF(d, a, b, c, Unsafe.Add(ref words, 5), 0x4787C62A, 12);
        c = TWord.StepF(c, d, a, b, Unsafe.Add(ref words, 6), 0xA8304613, 17);
        b = TWord.StepF(b, c, d, a, Unsafe.Add(ref words, 7), 0xFD469501, 22);
        a = TWord.StepF(a, b, c, d, Unsafe.Add(ref words, 8), 0x698098D8, 7);
        d = TWord.StepF(d, a, b, c, Unsafe.Add(ref words, 9), 0x8B44F7AF, 12);
        c = TWord.StepF(c, d, a, b, Unsafe.Add(ref words, 10), 0xFFFF5BB1, 17);
        b = TWord.StepF(b, c, d, a, Unsafe.Add(ref words, 11), 0x895CD7BE, 22);
        a = TWord.StepF(a, b, c, d, Unsafe.Add(ref words, 12), 0x6B901122, 7);
        d = TWord.StepF(d, a, b, c, Unsafe.Add(ref words, 13), 0xFD987193, 12);
        c = TWord.StepF(c, d, a, b, Unsafe.Add(ref words, 14), 0xA679438E, 17);
        b = TWord.StepF(b, c, d, a, Unsafe.Add(ref words, 15), 0x49B40821, 22);
        stateA = a;
        stateB = b;
        stateC = c;
        stateD = d;
    }

    private static void Round2(ref TWord stateA, ref TWord stateB, ref TWord stateC, ref TWord stateD, ref TWord words)
    {
        var a = stateA;
        var b = stateB;
        var c = stateC;
        var d = stateD;
        a = TWord.StepG(a, b, c, d, Unsafe.Add(ref words, 1), 0xF61E2562, 5);
        d = TWord.StepG(d, a, b, c, Unsafe.Add(ref words, 6), 0xC040B340, 9);
        c = TWord.StepG(c, d, a, b, Unsafe.Add(ref words, 11), 0x265E5A51, 14);
        b = TWord.StepG(b, c, d, a, Unsafe.Add(ref words, 0), 0xE9B6C7AA, 20);
        a = TWord.StepG(a, b, c, d, Unsafe.Add(ref words, 5), 0xD62F105D, 5);
        d = TWord.StepG(d, a, b, c, Unsafe.Add(ref words, 10), 0x02441453, 9);
        c = TWord.StepG(c, d, a, b, Unsafe.Add(ref words, 15), 0xD8A1E681, 14);
        b = TWord.StepG(b, c, d, a, Unsafe.Add(ref words, 4), 0xE7D3FBC8, 20);
        a = TWord.StepG(a, b, c, d, Unsafe.Add(ref words, 9), 0x21E1CDE6, 5);
        d = TWord.StepG(d, a, b, c, Unsafe.Add(ref words, 14), 0xC33707D6, 9);
        c = TWord.StepG(c, d, a, b, Unsafe.Add(ref words, 3), 0xF4D50D87, 14);
        b = TWord.StepG(b, c, d, a, Unsafe.Add(ref words, 8), 0x455A14ED, 20);
        a = TWord.StepG(a, b, c, d, Unsafe.Add(ref words, 13), 0xA9E3E905, 5);
        d = TWord.StepG(d, a, b, c, Unsafe.Add(ref words, 2), 0xFCEFA3F8, 9);
        c = TWord.StepG(c, d, a, b, Unsafe.Add(ref words, 7), 0x676F02D9, 14);
        b = TWord.StepG(b, c, d, a, Unsafe.Add(ref words, 12), 0x8D2A4C8A, 20);
        stateA = a;
        stateB = b;
        stateC = c;
        stateD = d;
    }

    private static void Round3(ref TWord stateA, ref TWord stateB, ref TWord stateC, ref TWord stateD, ref TWord words)
    {
        var a = stateA;
        var b = stateB;
        var c = stateC;
        var d = stateD;
        a = TWord.StepH(a, b, c, d, Unsafe.Add(ref words, 5), 0xFFFA3942, 4);
        d = TWord.StepH(d, a, b, c, Unsafe.Add(ref words, 8), 0x8771F681, 11);
        c = TWord.StepH(c, d, a, b, Unsafe.Add(ref words, 11), 0x6D9D6122, 16);
        b = TWord.StepH(b, c, d, a, Unsafe.Add(ref words, 14), 0xFDE5380C, 23);
        a = TWord.StepH(a, b, c, d, Unsafe.Add(ref words, 1), 0xA4BEEA44, 4);
        d = TWord.StepH(d, a, b, c, Unsafe.Add(ref words, 4), 0x4BDECFA9, 11);
        c = TWord.StepH(c, d, a, b, Unsafe.Add(ref words, 7), 0xF6BB4B60, 16);
        b = TWord.StepH(b, c, d, a, Unsafe.Add(ref words, 10), 0xBEBFBC70, 23);
        a = TWord.StepH(a, b, c, d, Unsafe.Add(ref words, 13), 0x289B7EC6, 4);
        d = TWord.StepH(d, a, b, c, Unsafe.Add(ref words, 0), 0xEAA127FA, 11);
        c = TWord.StepH(c, d, a, b, Unsafe.Add(ref words, 3), 0xD4EF3085, 16);
        b = TWord.StepH(b, c, d, a, Unsafe.Add(ref words, 6), 0x04881D05, 23);
        a = TWord.StepH(a, b, c, d, Unsafe.Add(ref words, 9), 0xD9D4D039, 4);
        d = TWord.StepH(d, a, b, c, Unsafe.Add(ref words, 12), 0xE6DB99E5, 11);
        c = TWord.StepH(c, d, a, b, Unsafe.Add(ref words, 15), 0x1FA27CF8, 16);
        b = TWord.StepH(b, c, d, a, Unsafe.Add(ref words, 2), 0xC4AC5665, 23);
        stateA = a;
        stateB = b;
        stateC = c;
        stateD = d;
    }

    private static void Round4(ref TWord stateA, ref TWord stateB, ref TWord stateC, ref TWord stateD, ref TWord words)
    {
        var a = stateA;
        var b = stateB;
        var c = stateC;
        var d = stateD;
        a = TWord.StepI(a, b, c, d, Unsafe.Add(ref words, 0), 0xF4292244, 6);
        d = TWord.StepI(d, a, b, c, Unsafe.Add(ref words, 7), 0x432AFF97, 10);
        c = TWord.StepI(c, d, a, b, Unsafe.Add(ref words, 14), 0xAB9423A7, 15);
        b = TWord.StepI(b, c, d, a, Unsafe.Add(ref words, 5), 0xFC93A039, 21);
        a = TWord.StepI(a, b, c, d, Unsafe.Add(ref words, 12), 0x655B59C3, 6);
        d = TWord.StepI(d, a, b, c, Unsafe.Add(ref words, 3), 0x8F0CCC92, 10);
        c = TWord.StepI(c, d, a, b, Unsafe.Add(ref words, 10), 0xFFEFF47D, 15);
        b = TWord.StepI(b, c, d, a, Unsafe.Add(ref words, 1), 0x85845DD1, 21);
        a = TWord.StepI(a, b, c, d, Unsafe.Add(ref words, 8), 0x6FA87E4F, 6);
        d = TWord.StepI(d, a, b, c, Unsafe.Add(ref words, 15), 0xFE2CE6E0, 10);
        c = TWord.StepI(c, d, a, b, Unsafe.Add(ref words, 6), 0xA3014314, 15);
        b = TWord.StepI(b, c, d, a, Unsafe.Add(ref words, 13), 0x4E0811A1, 21);
        a = TWord.StepI(a, b, c, d, Unsafe.Add(ref words, 4), 0xF7537E82, 6);
        d = TWord.StepI(d, a, b, c, Unsafe.Add(ref words, 11), 0xBD3AF235, 10);
        c = TWord.StepI(c, d, a, b, Unsafe.Add(ref words, 2), 0x2AD7D2BB, 15);
        b = TWord.StepI(b, c, d, a, Unsafe.Add(ref words, 9), 0xEB86D391, 21);
        stateA = a;
        stateB = b;
        stateC = c;
        stateD = d;
    }
}
