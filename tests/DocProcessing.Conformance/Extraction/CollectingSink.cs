namespace DocProcessing.Conformance.Extraction;

/// <summary>Keeps what an extractor writes.</summary>
public sealed class CollectingSink : IExtractionSink
{
    public List<DocumentSection> Sections { get; } = [];

    public List<(string Code, string Message)> Warnings { get; } = [];

    public List<(long Done, long Total, string Unit)> Reports { get; } = [];

    public DocumentMetadata? Metadata { get; private set; }

    /// <summary>Called before a section is kept.</summary>
    public Func<DocumentSection, Task> OnSection { get; init; } = _ => Task.CompletedTask;

    public string Text => string.Join('\n', Sections.Select(section => $"{section.Heading}\n{section.Text}"));

    public async ValueTask WriteAsync(DocumentSection section, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await OnSection(section);
        Sections.Add(section);
    }

    public void Describe(DocumentMetadata metadata) => Metadata = metadata;

    public void Report(long done, long total, string unit) => Reports.Add((done, total, unit));

    public void Warn(string code, string message) => Warnings.Add((code, message));
}
