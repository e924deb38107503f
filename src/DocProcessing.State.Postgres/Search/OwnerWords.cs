using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace DocProcessing.Postgres;

/// <summary>
/// Words as the index has them: each behind a key of its owner. A search then walks what its owner's documents hold, whatever others have, also where it
/// looks for all words that begin with a letter.
/// </summary>
internal static class OwnerWords
{
    // 48 bits: two owners may share a key. Whose a document is says its row.
    private const int KeyBytes = 6;

    public static string KeyOf(string owner) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(owner)).AsSpan(0, KeyBytes));

    /// <summary>Writes a word for a tsvector or a tsquery. A folded word holds no quote and no backslash.</summary>
    public static string Quote(string ownerKey, string word) => $"'{ownerKey}:{word}'";
}
