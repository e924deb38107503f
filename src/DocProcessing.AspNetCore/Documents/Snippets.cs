using System.Text;

namespace DocProcessing.Documents;

/// <summary>Makes HTML of a snippet that is safe to put into a page as it is.</summary>
internal static class Snippets
{
    public static string ToHtml(string snippet)
    {
        var html = new StringBuilder(snippet.Length + 32);
        var open = false;
        foreach (var character in snippet)
        {
            switch (character)
            {
                case SearchHit.HighlightStart when !open: html.Append("<mark>"); open = true; break;
                case SearchHit.HighlightEnd when open: html.Append("</mark>"); open = false; break;
                case '<': html.Append("&lt;"); break;
                case '>': html.Append("&gt;"); break;
                case '&': html.Append("&amp;"); break;
                case '"': html.Append("&quot;"); break;
                case '\'': html.Append("&#39;"); break;
                default: html.Append(char.IsControl(character) ? ' ' : character); break;
            }
        }

        return (open ? html.Append("</mark>") : html).ToString();
    }
}
