namespace DocProcessing.Extraction.Isolation;

/// <summary>
/// The sink in a child: everything goes to the host. A full pipe makes the parser wait. Sections gather until there are many or progress is due:
/// waking the host for each page would cost it as much as reading a page costs the child.
/// </summary>
internal sealed class ChildSink(FrameWriter writer, TimeProvider time) : IExtractionSink
{
    private static readonly MessageJsonContext Shapes = MessageJsonContext.Pipe;
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);

    private long? _reportedAt;

    public ValueTask WriteAsync(DocumentSection section, CancellationToken cancellationToken) =>
        writer.WriteAsync(FrameKind.Section, section, Shapes.DocumentSection, cancellationToken);

    public void Describe(DocumentMetadata metadata) => writer.WriteNow(FrameKind.Metadata, metadata, Shapes.DocumentMetadata);

    public void Report(long done, long total, string unit)
    {
        if (_reportedAt is { } last && time.GetElapsedTime(last) < ReportInterval && done != total)
        {
            return;
        }

        _reportedAt = time.GetTimestamp();
        writer.WriteNow(FrameKind.Progress, new ProgressReply(done, total, unit), Shapes.ProgressReply);
    }

    public void Warn(string code, string message) => writer.WriteNow(FrameKind.Warning, new WarningReply(code, message), Shapes.WarningReply);
}
