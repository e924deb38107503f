namespace DocProcessing.Stages;

/// <summary>Takes what an extractor finds: sections go straight to the artifact, the rest to the job.</summary>
internal sealed class SectionSink(Stream artifact, IStageContext context) : IExtractionSink
{
    /// <summary>The warning of a document without text.</summary>
    public const string NoText = "no_text";

    public DocumentMetadata Metadata { get; private set; } = new();

    public int Count { get; private set; }

    public bool SaidNoText { get; private set; }

    public async ValueTask WriteAsync(DocumentSection section, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (section.Text.Length > DocumentSection.MaxTextLength)
        {
            throw new ArgumentException($"A section has at most {DocumentSection.MaxTextLength} characters.", nameof(section));
        }

        Count++;
        await SectionFile.WriteAsync(artifact, section, cancellationToken);
    }

    public void Describe(DocumentMetadata metadata) => Metadata = metadata;

    public void Report(long done, long total, string unit)
    {
        var message = total > 0 ? $"Read {unit} {done} of {total}" : $"Read {unit} {done}";
        context.Report(total > 0 ? (double)done / total : 0, message);
    }

    public void Warn(string code, string message)
    {
        SaidNoText |= code == NoText;
        context.Warn(code, message);
    }
}
