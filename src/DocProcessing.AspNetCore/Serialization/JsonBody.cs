using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DocProcessing.Uploads;

namespace DocProcessing;

/// <summary>Reads a small JSON body, and tells plainly what is wrong with it.</summary>
internal static class JsonBody
{
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, int maxBytes)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new DocumentProcessingException(ErrorCategory.UnsupportedType, HttpErrorCodes.UnsupportedMediaType, "This route takes application/json.");
        }

        BodyLimit.Enforce(context, maxBytes);
        try
        {
            return await context.Request.ReadFromJsonAsync(type, context.RequestAborted) ?? throw RequestErrors.Invalid("The body is not a JSON object.");
        }
        catch (JsonException exception)
        {
            throw RequestErrors.Invalid($"The body is not the JSON that is wanted, at {exception.Path ?? "$"}.", exception);
        }
    }
}
