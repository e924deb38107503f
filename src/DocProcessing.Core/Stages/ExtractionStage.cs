using System.Text.Json;
using DocProcessing.Validation;

namespace DocProcessing.Stages;

/// <summary>Reads the text, unless the same owner's earlier results for the same content and options can be used again.</summary>
internal sealed class ExtractionStage(ContentTypes contentTypes, ResultReuse reuse) : IPipelineStage
{
    public string Name => StageNames.Extraction;

    public async Task<StageResult> ExecuteAsync(IStageContext context, CancellationToken cancellationToken)
    {
        if (await reuse.TryReuseAsync(context, cancellationToken) is { } source)
        {
            return new StageResult(job => job with { ReusedFrom = source }) { AlsoCompleted = [StageNames.Analysis] };
        }

        await ExtractAsync(context, cancellationToken);
        return StageResult.Done;
    }

    private async Task ExtractAsync(IStageContext context, CancellationToken cancellationToken)
    {
        var job = context.Job;
        var contentType = job.DetectedContentType ?? job.ContentType;
        var extractor = contentTypes.FindExtractor(contentType, job.FileName)
            ?? throw new DocumentRejectedException(RejectionReasons.UnsupportedType, $"No extractor handles documents of type '{contentType}'.");
        var path = await context.GetLocalFileAsync(cancellationToken);
        var request = new ExtractionRequest(path, job.FileSize, contentType, job.FileName, job.Options);
        DocumentMetadata metadata = new();
        await context.WriteArtifactAsync(
            ArtifactNames.Sections,
            async (stream, token) =>
            {
                var sink = new SectionSink(stream, context);
                await extractor.ExtractAsync(request, sink, token);
                metadata = sink.Metadata;
                if (sink is { Count: 0, SaidNoText: false })
                {
                    sink.Warn(SectionSink.NoText, "No text was found in the document.");
                }
            },
            cancellationToken);
        await context.WriteArtifactAsync(
            ArtifactNames.Metadata,
            (stream, token) => JsonSerializer.SerializeAsync(stream, metadata, DocProcessingJson.TypeOf<DocumentMetadata>(), token),
            cancellationToken);
    }
}
