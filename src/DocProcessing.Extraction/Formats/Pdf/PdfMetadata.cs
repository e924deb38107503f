using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads a PDF's information dictionary.</summary>
internal static class PdfMetadata
{
    public static DocumentMetadata Read(PdfDocument pdf)
    {
        var information = pdf.Information;
        var custom = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["subject"] = information.Subject ?? "",
            ["keywords"] = information.Keywords ?? "",
            ["producer"] = information.Producer ?? "",
        };
        return new DocumentMetadata
        {
            Title = information.Title,
            Authors = MetadataText.Authors(information.Author),
            CreatedAt = PdfDate.Parse(information.CreationDate),
            ModifiedAt = PdfDate.Parse(information.ModifiedDate),
            Language = pdf.Structure.Catalog.CatalogDictionary.TryGet(NameToken.Lang, out IDataToken<string> language) ? language.Data : null,
            PageCount = pdf.NumberOfPages,
            Custom = custom,
        };
    }
}
