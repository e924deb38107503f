namespace DocProcessing.Core.Tests.Engine;

/// <summary>A host's own stage that does what a test tells it to.</summary>
internal sealed class ScriptedStage(StageScript script) : IPipelineStage
{
    public string Name => StageScript.StageName;

    public async Task<StageResult> ExecuteAsync(IStageContext context, CancellationToken cancellationToken)
    {
        script.Runs++;
        script.Started.TrySetResult();
        await script.Act(context, cancellationToken);
        return StageResult.Done;
    }
}

internal sealed class StageScript
{
    public const string StageName = "scripted";

    public int Runs { get; set; }

    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Func<IStageContext, CancellationToken, Task> Act { get; set; } = (_, _) => Task.CompletedTask;
}
