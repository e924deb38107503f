using System.Text.Json;

namespace DocProcessing.Stages;

/// <summary>Finds facts in the text: the built-in analyzer first, then the host's.</summary>
internal sealed class AnalysisStage(IEnumerable<IDocumentAnalyzer> analyzers) : IPipelineStage
{
    private readonly IDocumentAnalyzer[] _analyzers = [.. analyzers];

    public string Name => StageNames.Analysis;

    public async Task<StageResult> ExecuteAsync(IStageContext context, CancellationToken cancellationToken)
    {
        var request = new AnalysisRequest(context.Job, await ReadMetadataAsync(context, cancellationToken), context.ReadSectionsAsync);
        var found = new DocumentAnalysis();
        for (var index = 0; index < _analyzers.Length; index++)
        {
            context.Report((double)index / _analyzers.Length, $"Running the analyzer {_analyzers[index].Name}");
            found = await _analyzers[index].AnalyzeAsync(request, found, cancellationToken);
        }

        await context.WriteArtifactAsync(
            ArtifactNames.Analysis,
            (stream, token) => JsonSerializer.SerializeAsync(stream, found, DocProcessingJson.TypeOf<DocumentAnalysis>(), token),
            cancellationToken);
        return StageResult.Done;
    }

    private static async Task<DocumentMetadata> ReadMetadataAsync(IStageContext context, CancellationToken cancellationToken)
    {
        await using var stream = await context.OpenArtifactAsync(ArtifactNames.Metadata, cancellationToken);
        return await JsonSerializer.DeserializeAsync(stream, DocProcessingJson.TypeOf<DocumentMetadata>(), cancellationToken) ?? new DocumentMetadata();
    }
}
