using DocProcessing;
using DocProcessing.Analysis;
using DocProcessing.Auditing;
using DocProcessing.Composition;
using DocProcessing.Consistency;
using DocProcessing.Diagnostics;
using DocProcessing.Documents;
using DocProcessing.Jobs;
using DocProcessing.Progress;
using DocProcessing.Resources;
using DocProcessing.Stages;
using DocProcessing.Uploads;
using DocProcessing.Validation;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds document processing to a host.</summary>
public static class DocumentProcessingServiceCollectionExtensions
{
    /// <summary>
    /// Adds uploads, jobs, the pipeline and progress. Fill the slots for storage and state next, for example with
    /// <c>UseFileSystemStorage</c> and <c>UseSqliteState</c>: an empty one stops the host when it starts.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <returns>Composes the rest.</returns>
    public static IDocumentProcessingBuilder AddDocumentProcessing(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = new DocumentProcessingBuilder(services);
        if (services.Any(service => service.ServiceType == typeof(UploadService)))
        {
            return builder;
        }

        services.Insert(0, SettingsGate.Descriptor);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        AddSettings(services);
        AddUploads(services);
        AddPipeline(services);
        AddJobs(services);
        AddConsistencyCheck(services);
        builder.UseInProcessQueue();
        builder.UseInProcessBus();
        return builder;
    }

    /// <summary>Adds a stage of the host's own to the pipeline.</summary>
    /// <typeparam name="TStage">The stage; one instance serves all documents.</typeparam>
    /// <param name="builder">The composition.</param>
    /// <param name="name">The stage's name, as <see cref="IPipelineStage.Name"/> says it.</param>
    /// <param name="after">The stage that it follows: a built-in one out of <see cref="StageNames"/> but the last, or one added before.</param>
    /// <returns>The composition.</returns>
    public static IDocumentProcessingBuilder AddStage<TStage>(this IDocumentProcessingBuilder builder, string name, string after)
        where TStage : class, IPipelineStage
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IPipelineStage, TStage>();
        builder.Services.AddSingleton(new StagePlacement(name, after));
        return builder;
    }

    /// <summary>Adds an extractor of the host's own. It runs in the host's process.</summary>
    /// <typeparam name="TExtractor">The extractor; one instance serves all documents.</typeparam>
    /// <param name="builder">The composition.</param>
    /// <returns>The composition.</returns>
    public static IDocumentProcessingBuilder AddExtractor<TExtractor>(this IDocumentProcessingBuilder builder)
        where TExtractor : class, IContentExtractor => Add<IContentExtractor, TExtractor>(builder);

    /// <summary>Adds an analyzer of the host's own; it runs after the built-in one and those added before.</summary>
    /// <typeparam name="TAnalyzer">The analyzer; one instance serves all documents.</typeparam>
    /// <param name="builder">The composition.</param>
    /// <returns>The composition.</returns>
    public static IDocumentProcessingBuilder AddAnalyzer<TAnalyzer>(this IDocumentProcessingBuilder builder)
        where TAnalyzer : class, IDocumentAnalyzer => Add<IDocumentAnalyzer, TAnalyzer>(builder);

    /// <summary>Adds a malware scanner; every document passes all of them.</summary>
    /// <typeparam name="TScanner">The scanner; one instance serves all documents.</typeparam>
    /// <param name="builder">The composition.</param>
    /// <returns>The composition.</returns>
    public static IDocumentProcessingBuilder AddScanner<TScanner>(this IDocumentProcessingBuilder builder)
        where TScanner : class, IContentScanner => Add<IContentScanner, TScanner>(builder);

    /// <summary>Adds a sink that is told of every job's end, at least once.</summary>
    /// <typeparam name="TSink">The sink; one instance serves all jobs.</typeparam>
    /// <param name="builder">The composition.</param>
    /// <returns>The composition.</returns>
    public static IDocumentProcessingBuilder AddNotificationSink<TSink>(this IDocumentProcessingBuilder builder)
        where TSink : class, INotificationSink => Add<INotificationSink, TSink>(builder);

    private static IDocumentProcessingBuilder Add<TService, TImplementation>(IDocumentProcessingBuilder builder)
        where TService : class
        where TImplementation : class, TService
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<TService, TImplementation>();
        return builder;
    }

    private static void AddSettings(IServiceCollection services)
    {
        services.AddSettings("Uploads", CoreSettings.Uploads);
        services.AddSettings("Jobs", CoreSettings.Jobs);
        services.AddSettings<ValidationOptions>("Validation");
        services.AddSingleton<IValidateOptions<UploadOptions>, UploadOptionsRules>();
        services.AddOptions<FilledSlots>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<FilledSlots>, FilledSlotsRule>();
    }

    private static void AddUploads(IServiceCollection services)
    {
        services.AddSingleton<UploadRules>();
        services.AddSingleton<ContentTypes>();
        services.AddSingleton<PartGate>();
        services.AddSingleton<PartHashers>();
        services.AddSingleton<DirectParts>();
        services.AddSingleton<UploadEnding>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<PartRecords>();
        services.AddSingleton<UploadStart>();
        services.AddSingleton<UploadCompletion>();
        services.AddSingleton<UploadService>();
        services.AddSingleton<IUploadService>(provider => provider.GetRequiredService<UploadService>());
        services.AddSingleton<IDocumentService, DocumentService>();
    }

    private static void AddPipeline(IServiceCollection services)
    {
        services.AddSingleton<IPipelineStage, UploadStage>();
        services.AddSingleton<IPipelineStage, ValidationStage>();
        services.AddSingleton<IPipelineStage, ExtractionStage>();
        services.AddSingleton<IPipelineStage, AnalysisStage>();
        services.AddSingleton<IPipelineStage, IndexingStage>();
        services.AddSingleton<IPipelineStage, CompletionStage>();
        services.AddSingleton<IDocumentAnalyzer, TextAnalyzer>();
        services.AddSingleton<ResultReuse>();
        services.AddSingleton<StageContextFactory>();
        services.AddSingleton<PipelinePlan>();
    }

    private static void AddJobs(IServiceCollection services)
    {
        services.AddSingleton(WorkerIdentity.OfThisProcess);
        services.AddSingleton<JobLifecycle>();
        services.AddSingleton<JobDispatcher>();
        services.AddSingleton<JobLeftovers>();
        services.AddSingleton<JobSettlement>();
        services.AddSingleton<JobConclusion>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobSubmitter>();
        services.AddSingleton<RunningJobs>();
        services.AddSingleton(provider => new RetrySchedule(provider.GetRequiredService<IOptions<JobOptions>>(), Random.Shared.NextDouble));
        services.AddSingleton<ProgressPublisher>();
        services.AddSingleton<ProcessingMeter>();
        services.AddResourceGovernor();
        services.AddSingleton<IJobService, JobService>();
        services.AddSingleton<RecentStageRuns>();
        services.AddSingleton<IProcessingMetrics, ProcessingMetrics>();
        AddBackgroundService<JobWorkers>(services);
        AddBackgroundService<JobReconciler>(services);
        AddBackgroundService<QueueGauge>(services);
        AddBackgroundService<Housekeeping>(services);
    }

    private static void AddConsistencyCheck(IServiceCollection services)
    {
        services.AddSingleton<ConsistencyRepair>();
        services.AddSingleton<OrphanedObjects>();
        services.AddSingleton<OrphanedUploads>();
        services.AddSingleton<RecordedObjects>();
        services.AddSingleton<IConsistencyCheck, ConsistencyCheck>();
    }

    /// <summary>Adds a hosted service behind a factory: with an empty slot it is the settings gate that speaks, not the container.</summary>
    private static void AddBackgroundService<TService>(IServiceCollection services)
        where TService : class, IHostedService
    {
        services.AddSingleton<TService>();
        services.AddHostedService(provider => provider.GetRequiredService<TService>());
    }

    private sealed record DocumentProcessingBuilder(IServiceCollection Services) : IDocumentProcessingBuilder;
}
