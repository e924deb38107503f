using System.Text;
using System.Text.Json;
using DocProcessing.Extraction.Text;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads JSON, or JSON lines, token by token: names and values, a line for each.</summary>
internal sealed class JsonExtractor(ExtractionLimits limits)
    : FormatExtractor(limits, "json", "application/json", "text/json", "application/x-ndjson", "application/jsonl")
{
    private const int MaxTokenBytes = 16 << 20;

    protected override async Task ReadAsync(ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        await using var file = document.OpenRead();
        var encoding = TextEncoding.Detect(file, cancellationToken);
        var stream = encoding is UTF8Encoding ? file : Encoding.CreateTranscodingStream(file, encoding, Encoding.UTF8, leaveOpen: true);
        await using var _ = stream;
        var progress = new ByteProgress(file, output);
        var tokens = new JsonLines(output);
        var buffer = new byte[32 * 1024];
        var filled = SkipMark(buffer, stream.ReadAtLeast(buffer, 4, throwOnEndOfStream: false));
        await output.BeginAsync(SectionKind.Text);
        for (var ended = false; !ended;)
        {
            var used = tokens.Append(buffer.AsSpan(0, filled), ended: false);
            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
            await output.DrainAsync();
            progress.Report();
            if (filled == buffer.Length)
            {
                buffer = Grow(buffer);
            }

            var read = stream.Read(buffer, filled, buffer.Length - filled);
            filled += read;
            if (read == 0)
            {
                tokens.Append(buffer.AsSpan(0, filled), ended: true);
                ended = true;
            }
        }
    }

    private static int SkipMark(byte[] buffer, int filled)
    {
        if (filled < 3 || !buffer.AsSpan().StartsWith(Encoding.UTF8.Preamble))
        {
            return filled;
        }

        buffer.AsSpan(3, filled - 3).CopyTo(buffer);
        return filled - 3;
    }

    private static byte[] Grow(byte[] buffer)
    {
        if (buffer.Length >= MaxTokenBytes)
        {
            throw new DocumentRejectedException(RejectionReasons.TooComplex, $"The document has a single value of more than {MaxTokenBytes} bytes.");
        }

        Array.Resize(ref buffer, buffer.Length * 2);
        return buffer;
    }
}
