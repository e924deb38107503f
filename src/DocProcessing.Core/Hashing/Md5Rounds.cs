using System.Runtime.CompilerServices;

namespace DocProcessing.Hashing;

/// <summary>The compression function of MD5 (RFC 1321, 3.4), written once for every width of word.</summary>
internal static class Md5Rounds<TWord>
    where TWord : struct, IMd5Word<TWord>
{
    /// <summary>Takes one block into a state of four words.</summary>
    [SkipLocalsInit]
    public static void Compress(ref TWord state, in Md5Block block)
    {
        // One method, so that all four stay in registers from the first step to the last.
        var a = state;
        var b = Unsafe.Add(ref state, 1);
        var c = Unsafe.Add(ref state, 2);
        var d = Unsafe.Add(ref state, 3);

        TWord.StepF(ref a, b, c, d, block, 0, 0xD76AA478, 7);
        TWord.StepF(ref d, a, b, c, block, 1, 0xE8C7B756, 12);
        TWord.StepF(ref c, d, a, b, block, 2, 0x242070DB, 17);
        TWord.StepF(ref b, c, d, a, block, 3, 0xC1BDCEEE, 22);
        TWord.StepF(ref a, b, c, d, block, 4, 0xF57C0FAF, 7);
        TWord.StepF(ref d, a, b, c, block, 5, 0x4787C62A, 12);
        TWord.StepF(ref c, d, a, b, block, 6, 0xA8304613, 17);
        TWord.StepF(ref b, c, d, a, block, 7, 0xFD469501, 22);
        TWord.StepF(ref a, b, c, d, block, 8, 0x698098D8, 7);
        TWord.StepF(ref d, a, b, c, block, 9, 0x8B44F7AF, 12);
        TWord.StepF(ref c, d, a, b, block, 10, 0xFFFF5BB1, 17);
        TWord.StepF(ref b, c, d, a, block, 11, 0x895CD7BE, 22);
        TWord.StepF(ref a, b, c, d, block, 12, 0x6B901122, 7);
        TWord.StepF(ref d, a, b, c, block, 13, 0xFD987193, 12);
        TWord.StepF(ref c, d, a, b, block, 14, 0xA679438E, 17);
        TWord.StepF(ref b, c, d, a, block, 15, 0x49B40821, 22);

        TWord.StepG(ref a, b, c, d, block, 1, 0xF61E2562, 5);
        TWord.StepG(ref d, a, b, c, block, 6, 0xC040B340, 9);
        TWord.StepG(ref c, d, a, b, block, 11, 0x265E5A51, 14);
        TWord.StepG(ref b, c, d, a, block, 0, 0xE9B6C7AA, 20);
        TWord.StepG(ref a, b, c, d, block, 5, 0xD62F105D, 5);
        TWord.StepG(ref d, a, b, c, block, 10, 0x02441453, 9);
        TWord.StepG(ref c, d, a, b, block, 15, 0xD8A1E681, 14);
        TWord.StepG(ref b, c, d, a, block, 4, 0xE7D3FBC8, 20);
        TWord.StepG(ref a, b, c, d, block, 9, 0x21E1CDE6, 5);
        TWord.StepG(ref d, a, b, c, block, 14, 0xC33707D6, 9);
        TWord.StepG(ref c, d, a, b, block, 3, 0xF4D50D87, 14);
        TWord.StepG(ref b, c, d, a, block, 8, 0x455A14ED, 20);
        TWord.StepG(ref a, b, c, d, block, 13, 0xA9E3E905, 5);
        TWord.StepG(ref d, a, b, c, block, 2, 0xFCEFA3F8, 9);
        TWord.StepG(ref c, d, a, b, block, 7, 0x676F02D9, 14);
        TWord.StepG(ref b, c, d, a, block, 12, 0x8D2A4C8A, 20);

        TWord.StepH(ref a, b, c, d, block, 5, 0xFFFA3942, 4);
        TWord.StepH(ref d, a, b, c, block, 8, 0x8771F681, 11);
        TWord.StepH(ref c, d, a, b, block, 11, 0x6D9D6122, 16);
        TWord.StepH(ref b, c, d, a, block, 14, 0xFDE5380C, 23);
        TWord.StepH(ref a, b, c, d, block, 1, 0xA4BEEA44, 4);
        TWord.StepH(ref d, a, b, c, block, 4, 0x4BDECFA9, 11);
        TWord.StepH(ref c, d, a, b, block, 7, 0xF6BB4B60, 16);
        TWord.StepH(ref b, c, d, a, block, 10, 0xBEBFBC70, 23);
        TWord.StepH(ref a, b, c, d, block, 13, 0x289B7EC6, 4);
        TWord.StepH(ref d, a, b, c, block, 0, 0xEAA127FA, 11);
        TWord.StepH(ref c, d, a, b, block, 3, 0xD4EF3085, 16);
        TWord.StepH(ref b, c, d, a, block, 6, 0x04881D05, 23);
        TWord.StepH(ref a, b, c, d, block, 9, 0xD9D4D039, 4);
        TWord.StepH(ref d, a, b, c, block, 12, 0xE6DB99E5, 11);
        TWord.StepH(ref c, d, a, b, block, 15, 0x1FA27CF8, 16);
        TWord.StepH(ref b, c, d, a, block, 2, 0xC4AC5665, 23);

        TWord.StepI(ref a, b, c, d, block, 0, 0xF4292244, 6);
        TWord.StepI(ref d, a, b, c, block, 7, 0x432AFF97, 10);
        TWord.StepI(ref c, d, a, b, block, 14, 0xAB9423A7, 15);
        TWord.StepI(ref b, c, d, a, block, 5, 0xFC93A039, 21);
        TWord.StepI(ref a, b, c, d, block, 12, 0x655B59C3, 6);
        TWord.StepI(ref d, a, b, c, block, 3, 0x8F0CCC92, 10);
        TWord.StepI(ref c, d, a, b, block, 10, 0xFFEFF47D, 15);
        TWord.StepI(ref b, c, d, a, block, 1, 0x85845DD1, 21);
        TWord.StepI(ref a, b, c, d, block, 8, 0x6FA87E4F, 6);
        TWord.StepI(ref d, a, b, c, block, 15, 0xFE2CE6E0, 10);
        TWord.StepI(ref c, d, a, b, block, 6, 0xA3014314, 15);
        TWord.StepI(ref b, c, d, a, block, 13, 0x4E0811A1, 21);
        TWord.StepI(ref a, b, c, d, block, 4, 0xF7537E82, 6);
        TWord.StepI(ref d, a, b, c, block, 11, 0xBD3AF235, 10);
        TWord.StepI(ref c, d, a, b, block, 2, 0x2AD7D2BB, 15);
        TWord.StepI(ref b, c, d, a, block, 9, 0xEB86D391, 21);

        state += a;
        Unsafe.Add(ref state, 1) += b;
        Unsafe.Add(ref state, 2) += c;
        Unsafe.Add(ref state, 3) += d;
    }
}
