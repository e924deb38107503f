namespace DocProcessing.Extraction.Formats;

/// <summary>Reports how far a stream is read, each MiB.</summary>
internal sealed class ByteProgress(Stream stream, SectionWriter output)
{
    private const long Step = 1 << 20;

    private readonly long _length = stream.Length;
    private long _next = Step;

    public void Report()
    {
        var position = stream.Position;
        if (position >= _next)
        {
            _next = position + Step;
            output.Report(position, _length, "byte");
        }
    }
}
