using DocProcessing.Extraction.Archives;
using DocProcessing.Extraction.Text;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads OpenDocument texts, spreadsheets and presentations.</summary>
internal sealed class OpenDocumentExtractor(ExtractionLimits limits) : FormatExtractor(
    limits,
    "opendocument",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation")
{
    protected override async Task ReadAsync(ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        await using var stream = document.OpenRead();
        using var archive = new LimitedArchive(stream, Limits);
        RefuseEncrypted(archive);
        var metadata = OpenDocumentMetadata.Read(archive);
        output.Describe(metadata);
        await using var content = archive.Open("content.xml") ?? throw new InvalidDataException("The document has no content part.");
        using var reader = SafeXml.ReadPart(content);
        var text = new OpenDocumentText(reader, output, document.Options.MaxPages);
        await text.ReadAsync();
        if (text.Pages > 0)
        {
            output.Describe(metadata with { PageCount = text.Pages });
        }
    }

    private static void RefuseEncrypted(LimitedArchive archive)
    {
        using var manifest = archive.Open("META-INF/manifest.xml");
        if (manifest is null)
        {
            return;
        }

        using var reader = SafeXml.ReadPart(manifest);
        while (reader.Read())
        {
            if (reader.LocalName is "encryption-data" or "encrypted-key")
            {
                throw new DocumentRejectedException(RejectionReasons.Encrypted, "The document needs a password.");
            }
        }
    }
}
