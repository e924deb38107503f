using Microsoft.OpenApi;

namespace DocProcessing.OpenApi;

/// <summary>On an endpoint: the form that it takes.</summary>
internal sealed record MultipartBody(IReadOnlyList<FormField> Fields)
{
    public static MultipartBody Chunk { get; } = new(
    [
        new("upload_id", JsonSchemaType.String, true, "The session."),
        new("part_number", JsonSchemaType.Integer, true, "The part, from 1."),
        new("total_parts", JsonSchemaType.Integer, false, "Checked when given."),
        new("chunk_hash", JsonSchemaType.String, false, "MD5 (32 hex digits) or SHA-256 (64) of the chunk. Needed where the host is configured so."),
        new("is_final_chunk", JsonSchemaType.Boolean, false, "Advisory: chunks may come in any order."),
        new("chunk_file", JsonSchemaType.String, true, "The bytes: exactly chunk_size of them, and what is left for the last part.", "binary"),
    ]);

    public static MultipartBody Simple { get; } = new(
    [
        new("filename", JsonSchemaType.String, false, "In place of the file part's own name."),
        new("content_type", JsonSchemaType.String, false, "In place of the file part's own type."),
        new("document_type", JsonSchemaType.String, false, "The client's own word for the kind of document."),
        new("processing_options", JsonSchemaType.String, false, "A JSON object: reuse_results, language, max_pages, and scalar values for the host's own stages."),
        new("priority", JsonSchemaType.String, false, "low, normal, high or critical."),
        new("file", JsonSchemaType.String, true, "The bytes. Fields must come before it.", "binary"),
    ]);
}

/// <summary>A field of a form.</summary>
internal sealed record FormField(string Name, JsonSchemaType Type, bool IsRequired, string Description, string? Format = null);
