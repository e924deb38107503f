using DocProcessing.Jobs;

namespace DocProcessing.Stages;

/// <summary>Removes what earlier attempts left in storage. The checkpoint of this last stage completes the job.</summary>
internal sealed class CompletionStage(JobLeftovers leftovers) : IPipelineStage
{
    public string Name => StageNames.Completion;

    public async Task<StageResult> ExecuteAsync(IStageContext context, CancellationToken cancellationToken)
    {
        await leftovers.DeleteUnreferencedAsync(context.Job, cancellationToken);
        return StageResult.Done;
    }
}
