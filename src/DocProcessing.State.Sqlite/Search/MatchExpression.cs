using System.Security.Cryptography;
using System.Text;

namespace DocProcessing.Sqlite;

/// <summary>Writes what FTS5's MATCH takes. User text reaches it only as quoted words made of letters and digits.</summary>
internal static class MatchExpression
{
    /// <summary>Names an owner by one word, which every one of the owner's sections holds: FTS5 then never looks at another's.</summary>
    public static string OwnerWord(string owner) => "o" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner)), 0, 16);

    /// <summary>Writes the expression for an owner's search; <see langword="null"/> when the text has no word.</summary>
    public static string? For(string owner, string text)
    {
        var terms = SearchTerms.Parse(text);
        return terms.Count == 0 ? null : $"owner : \"{OwnerWord(owner)}\" AND body : ({string.Join(" AND ", terms.Select(Quote))})";
    }

    private static string Quote(SearchTerm term) => $"\"{string.Join(' ', term.Words)}\"{(term.IsPrefix ? "*" : "")}";
}
