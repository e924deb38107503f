using System.IO.Pipelines;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace DocProcessing.Uploads;

/// <summary>
/// Reads a multipart body as it arrives: fields are remembered, the one file is handed out as a stream. Values in the query string count as fields,
/// since resumable.js and flow.js send them there; unknown fields are passed over.
/// </summary>
internal sealed class MultipartForm : IDisposable
{
    /// <summary>What a form may take beside its file, in bytes: its fields, and what is read ahead.</summary>
    public const int Overhead = 128 << 10;

    private const int MaxFields = 64;
    private const int MaxFieldBytes = 1 << 10;
    private const int MaxOptionsBytes = 16 << 10;

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly RequestBody _body;
    private readonly MultipartSections _sections;
    private int _seen;
    private bool _fileSeen;

    private MultipartForm(RequestBody body, string boundary) => (_body, _sections) = (body, new MultipartSections(body, boundary));

    /// <param name="request">The request, of which nothing is read yet.</param>
    /// <param name="patience">How long nothing of it may come.</param>
    /// <param name="clock">Tells how long that is.</param>
    public static MultipartForm Open(HttpRequest request, TimeSpan patience, TimeProvider clock)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw new DocumentProcessingException(ErrorCategory.UnsupportedType, HttpErrorCodes.UnsupportedMediaType, "This route takes multipart/form-data.");
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        if (boundary.Length is 0 or > MultipartSections.MaxBoundaryLength)
        {
            throw RequestErrors.Invalid($"The Content-Type names no boundary, or one of more than {MultipartSections.MaxBoundaryLength} characters.");
        }

        var form = new MultipartForm(new RequestBody(request.BodyReader, patience, clock), boundary.ToString());
        foreach (var (name, value) in request.Query.Take(MaxFields))
        {
            form._fields[name] = value.ToString();
        }

        return form;
    }

    /// <summary>Gets the fields that came after the file.</summary>
    public List<string> FieldsAfterFile { get; } = [];

    public string? this[string name] => _fields.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Reads fields until a file comes.</summary>
    /// <returns>The file, to be read before the form is read on; or <see langword="null"/> at the form's end.</returns>
    public async Task<FormFile?> NextFileAsync(CancellationToken cancellationToken)
    {
        while (await _sections.NextSectionAsync(cancellationToken) is { } section)
        {
            if (++_seen > MaxFields)
            {
                throw RequestErrors.Invalid($"A form has at most {MaxFields} fields.");
            }

            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
            {
                throw RequestErrors.Invalid("A part of the form has no Content-Disposition that names its field.");
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            if (FileNameOf(disposition) is not null || name is "chunk_file" or "file")
            {
                _fileSeen = true;
                return new FormFile(section.Content, FileNameOf(disposition), section.ContentType);
            }

            if (_fileSeen)
            {
                FieldsAfterFile.Add(name);
            }

            _fields[name] = await ReadFieldAsync(section.Content, name, cancellationToken);
        }

        return null;
    }

    /// <summary>Reads the fields after the file, to the form's end.</summary>
    public async Task ReadToEndAsync(CancellationToken cancellationToken)
    {
        if (await NextFileAsync(cancellationToken) is not null)
        {
            throw RequestErrors.Invalid("The form has more than one file.");
        }
    }

    public void Dispose() => _body.Dispose();

    private static async Task<string> ReadFieldAsync(PipeReader content, string name, CancellationToken cancellationToken)
    {
        var limit = name == "processing_options" ? MaxOptionsBytes : MaxFieldBytes;
        var result = await content.ReadAtLeastAsync(limit + 1, cancellationToken);
        try
        {
            return result.Buffer.Length <= limit
                ? Encoding.UTF8.GetString(result.Buffer)
                : throw RequestErrors.TooLarge(HttpErrorCodes.FieldTooLarge, $"A form field is larger than {limit} bytes.");
        }
        finally
        {
            content.AdvanceTo(result.Buffer.End);
        }
    }

    private static string? FileNameOf(ContentDispositionHeaderValue disposition)
    {
        var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.UnescapeAsQuotedString(disposition.FileName);
        return name.HasValue ? name.ToString() : null;
    }
}
