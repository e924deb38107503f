using System.Runtime.CompilerServices;
using System.Text.Json;
using DocProcessing.Jobs;

namespace DocProcessing.Stages;

/// <summary>Puts the text into the index, in place of what stood there for this document.</summary>
internal sealed class IndexingStage(IDocumentIndex index) : IPipelineStage
{
    public string Name => StageNames.Indexing;

    public async Task<StageResult> ExecuteAsync(IStageContext context, CancellationToken cancellationToken)
    {
        var job = context.Job;
        await using var stream = await context.OpenArtifactAsync(ArtifactNames.Analysis, cancellationToken);
        var analysis = await JsonSerializer.DeserializeAsync(stream, DocProcessingJson.TypeOf<DocumentAnalysis>(), cancellationToken);
        var document = new IndexedDocument(job.DocumentId, job.Owner, job.FileName, analysis?.Title, job.Fence);
        return await index.UpsertAsync(document, CountAsync(context, analysis?.CharacterCount ?? 0, cancellationToken), cancellationToken)
            ? StageResult.Done
            : throw new LeaseLostException();
    }

    /// <summary>Passes the sections on, and reports how far the index has read.</summary>
    private static async IAsyncEnumerable<DocumentSection> CountAsync(
        IStageContext context, long characters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var done = 0L;
        await foreach (var section in context.ReadSectionsAsync(cancellationToken))
        {
            yield return section;
            done += section.Text.Length;
            context.Report(characters == 0 ? 0 : (double)done / characters, "Indexing the text");
        }
    }
}
