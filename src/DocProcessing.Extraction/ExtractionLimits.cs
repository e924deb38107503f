namespace DocProcessing.Extraction;

/// <summary>The part of the options that parsers obey, in the child process as in the host.</summary>
internal sealed record ExtractionLimits(long MaxTextCharacters, long MaxUnpackedBytes, int MaxCompressionRatio, long MaxMarkupBytes)
{
    public static ExtractionLimits Of(ExtractionOptions options) =>
        new(options.MaxTextCharacters, options.MaxUnpackedBytes, options.MaxCompressionRatio, options.MaxMarkupBytes);
}
