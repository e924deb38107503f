using System.Text;

namespace DocProcessing.Extraction.Text;

/// <summary>Finds the encoding that a text itself declares.</summary>
internal delegate Encoding? DeclaredEncoding(ReadOnlySpan<byte> bytes);

/// <summary>Reads a whole markup text into memory, up to the limit.</summary>
internal static class MarkupFile
{
    public static async Task<string> ReadAsync(ExtractionRequest document, ExtractionLimits limits, DeclaredEncoding? declared, CancellationToken cancellationToken)
    {
        await using var stream = document.OpenRead();
        if (stream.Length > limits.MaxMarkupBytes)
        {
            throw TooLong(limits);
        }

        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return Decode(bytes, declared);
    }

    /// <summary>Reads a part of an archive, whose size only its end tells.</summary>
    public static string Read(Stream stream, ExtractionLimits limits, DeclaredEncoding? declared)
    {
        using var bytes = new MemoryStream();
        var block = new byte[64 * 1024];
        for (var count = stream.Read(block); count > 0; count = stream.Read(block))
        {
            bytes.Write(block, 0, count);
            if (bytes.Length > limits.MaxMarkupBytes)
            {
                throw TooLong(limits);
            }
        }

        return Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), declared);
    }

    // What is valid UTF-8 or bears a mark is that, whatever it declares; a declaration beats statistics.
    private static string Decode(ReadOnlySpan<byte> bytes, DeclaredEncoding? declared)
    {
        var encoding = TextEncoding.Certain(bytes) ?? declared?.Invoke(bytes) ?? TextEncoding.Detect(bytes);
        var preamble = encoding.Preamble.Length > 0 ? encoding.Preamble : Encoding.UTF8.Preamble;
        return encoding.GetString(bytes.StartsWith(preamble) ? bytes[preamble.Length..] : bytes);
    }

    private static DocumentRejectedException TooLong(ExtractionLimits limits) =>
        new(RejectionReasons.TooComplex, $"The document has more than {limits.MaxMarkupBytes} bytes of markup.");
}
