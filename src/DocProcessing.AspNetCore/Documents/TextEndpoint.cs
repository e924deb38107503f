using System.Buffers;
using System.Text;
using System.Text.Json;
using DocProcessing.Access;

namespace DocProcessing.Documents;

/// <summary>Sends the extracted text section by section, so that a long document never lies in memory.</summary>
internal sealed class TextEndpoint(IDocumentService documents, CallerReader callers)
{
    private const string LinesType = "application/x-ndjson";

    public async Task HandleAsync(HttpContext context, DocumentId id, string? format)
    {
        var lines = WantsLines(context.Request, format);
        var sections = await documents.ReadTextAsync(callers.Read(context), id, context.RequestAborted);
        var response = context.Response;
        response.Headers.CacheControl = "private, no-cache";
        response.ContentType = lines ? LinesType : "text/plain; charset=utf-8";
        DocumentSection? before = null;
        await foreach (var section in sections.WithCancellation(context.RequestAborted))
        {
            if (lines)
            {
                WriteLine(response.BodyWriter, section);
            }
            else
            {
                WriteText(response.BodyWriter, section, before);
            }

            before = section;
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }

    private static bool WantsLines(HttpRequest request, string? format) => format switch
    {
        "jsonl" => true,
        "text" => false,
        null or "" => request.Headers.Accept.ToString().Contains(LinesType, StringComparison.OrdinalIgnoreCase),
        _ => throw RequestErrors.Invalid("format is text or jsonl."),
    };

    private static void WriteLine(IBufferWriter<byte> output, DocumentSection section)
    {
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = HttpJson.Encoder }))
        {
            JsonSerializer.Serialize(writer, section, DocProcessingJson.TypeOf<DocumentSection>());
        }

        output.Write("\n"u8);
    }

    // Pages are divided by a form feed, as pdftotext does; what stands on one page by a blank line.
    private static void WriteText(IBufferWriter<byte> output, DocumentSection section, DocumentSection? before)
    {
        if (before is not null)
        {
            output.Write(section.Page is not null && section.Page != before.Page ? "\n\f"u8 : "\n\n"u8);
        }

        if (section.Heading is { Length: > 0 } heading && !section.Text.StartsWith(heading, StringComparison.Ordinal))
        {
            Encoding.UTF8.GetBytes(heading, output);
            output.Write("\n"u8);
        }

        Encoding.UTF8.GetBytes(section.Text, output);
    }
}
