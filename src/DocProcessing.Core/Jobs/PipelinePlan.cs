namespace DocProcessing.Jobs;

/// <summary>The stages in the order they run, and what share of the whole each one is.</summary>
internal sealed class PipelinePlan
{
    private const double HostStageWeight = 0.1;

    // By experience with office documents: most of the time goes into reading them.
    private static readonly Dictionary<string, double> Weights = new()
    {
        [StageNames.Upload] = 0.05,
        [StageNames.Validation] = 0.05,
        [StageNames.Extraction] = 0.5,
        [StageNames.Analysis] = 0.2,
        [StageNames.Indexing] = 0.15,
        [StageNames.Completion] = 0.05,
    };

    private readonly double _total;

    public PipelinePlan(IEnumerable<IPipelineStage> stages, IEnumerable<StagePlacement> placements)
    {
        var byName = stages.ToDictionary(stage => stage.Name);
        var order = StageNames.InOrder.ToList();
        foreach (var placement in placements)
        {
            var after = order.IndexOf(placement.After);
            if (after < 0 || placement.After == StageNames.Completion)
            {
                throw new InvalidOperationException($"Stage '{placement.Name}' cannot follow '{placement.After}'. Known stages: {string.Join(", ", order)}; completion is the last.");
            }

            order.Insert(after + 1, placement.Name);
        }

        Stages = [.. order.Select(name => byName[name])];
        _total = Stages.Sum(stage => WeightOf(stage.Name));
    }

    public IReadOnlyList<IPipelineStage> Stages { get; }

    /// <summary>Finds what a job has to do next, or nothing when all is done.</summary>
    public IPipelineStage? NextFor(Job job) => Stages.FirstOrDefault(stage => !job.CompletedStages.Contains(stage.Name));

    /// <summary>Computes how much of the whole is done, from 0 to 1.</summary>
    public double FractionOf(Job job, string? stage, double stageFraction)
    {
        var done = job.CompletedStages.Sum(WeightOf);
        var running = stage is null || job.CompletedStages.Contains(stage) ? 0 : WeightOf(stage) * Math.Clamp(stageFraction, 0, 1);
        return Math.Clamp((done + running) / _total, 0, 1);
    }

    private static double WeightOf(string stage) => Weights.GetValueOrDefault(stage, HostStageWeight);
}

/// <summary>Where a host's own stage stands.</summary>
/// <param name="Name">The stage.</param>
/// <param name="After">The stage that it follows.</param>
internal sealed record StagePlacement(string Name, string After);
