using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace DocProcessing.Uploads;

/// <summary>A multipart body (RFC 2046, 5.1), section by section, as it arrives.</summary>
internal sealed class MultipartSections(RequestBody body, string boundary)
{
    /// <summary>The longest boundary, in characters.</summary>
    public const int MaxBoundaryLength = 128;

    private const int MaxHeaders = 16;
    private const int MaxHeaderBytes = 8 << 10;
    private const int MaxPreambleBytes = 8 << 10;

    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    private readonly byte[] _delimiter = Encoding.UTF8.GetBytes("\r\n--" + boundary);
    private bool _started;

    /// <summary>Reads the headers of the next section; the one before must have been read to its end.</summary>
    /// <returns>The section, or <see langword="null"/> at the body's end.</returns>
    public async Task<MultipartSection?> NextSectionAsync(CancellationToken cancellationToken)
    {
        if (!_started)
        {
            _started = true;
            await PassPreambleAsync(cancellationToken);
        }

        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            var (taken, seen) = (result.Buffer.Start, result.Buffer.End);
            try
            {
                if (TryReadHeaders(result.Buffer, out var section, out var next))
                {
                    (taken, seen) = (next, next);
                    return section;
                }

                if (result.Buffer.Length > MaxHeaderBytes)
                {
                    throw Malformed();
                }

                if (result.IsCompleted)
                {
                    throw RequestErrors.Incomplete();
                }
            }
            finally
            {
                body.AdvanceTo(taken, seen);
            }
        }
    }

    // Mostly there is none: then the body begins with the delimiter, but for the end of the line before.
    private async Task PassPreambleAsync(CancellationToken cancellationToken)
    {
        var first = _delimiter.AsMemory(LineEnd.Length);
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (buffer.Length >= first.Length)
            {
                var begins = new SequenceReader<byte>(buffer).IsNext(first.Span);
                body.AdvanceTo(begins ? buffer.GetPosition(first.Length) : buffer.Start);
                if (begins)
                {
                    return;
                }

                break;
            }

            body.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                throw RequestErrors.Incomplete();
            }
        }

        var preamble = new SectionReader(body, _delimiter);
        var passed = await preamble.ReadAtLeastAsync(MaxPreambleBytes + 1, cancellationToken);
        var isTooLong = passed.Buffer.Length > MaxPreambleBytes;
        preamble.AdvanceTo(passed.Buffer.End);
        if (isTooLong)
        {
            throw Malformed();
        }
    }

    /// <summary>Reads what follows a delimiter, if all of it is here.</summary>
    private bool TryReadHeaders(in ReadOnlySequence<byte> buffer, out MultipartSection? section, out SequencePosition next)
    {
        section = null;
        var reader = new SequenceReader<byte>(buffer);
        if (reader.IsNext("--"u8, advancePast: true))
        {
            next = reader.Position;
            return true;
        }

        next = default;
        if (!reader.TryReadTo(out ReadOnlySequence<byte> padding, LineEnd))
        {
            return false;
        }

        if (!string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(padding)))
        {
            throw Malformed();
        }

        string? disposition = null;
        string? type = null;
        for (var count = 0; reader.TryReadTo(out ReadOnlySequence<byte> line, LineEnd); count++)
        {
            if (line.IsEmpty)
            {
                next = reader.Position;
                section = new MultipartSection(disposition, type, new SectionReader(body, _delimiter));
                return true;
            }

            if (count == MaxHeaders || line.Length > MaxHeaderBytes)
            {
                throw Malformed();
            }

            var text = Encoding.UTF8.GetString(line);
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            switch (colon < 0 ? throw Malformed() : text[..colon].Trim())
            {
                case var name when name.Equals(HeaderNames.ContentDisposition, StringComparison.OrdinalIgnoreCase):
                    disposition = text[(colon + 1)..].Trim();
                    break;
                case var name when name.Equals(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase):
                    type = text[(colon + 1)..].Trim();
                    break;
            }
        }

        return false;
    }

    private static DocumentProcessingException Malformed() => RequestErrors.Invalid("The multipart body is malformed, or its headers are too large.");
}

/// <summary>One section of a multipart body.</summary>
/// <param name="ContentDisposition">The header of that name.</param>
/// <param name="ContentType">The header of that name.</param>
/// <param name="Content">What is in it; to be read to its end.</param>
internal sealed record MultipartSection(string? ContentDisposition, string? ContentType, SectionReader Content);
