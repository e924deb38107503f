using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>How jobs are run. Section <c>DocProcessing:Jobs</c>.</summary>
public sealed class JobOptions
{
    /// <summary>Gets or sets what this node is for.</summary>
    /// <value><see cref="NodeRole.Both"/> by default. Producers and workers of one service share state, storage and queue.</value>
    [EnumDataType(typeof(NodeRole))]
    public NodeRole Role { get; set; }

    /// <summary>Gets or sets whether a submitted job is left to the workers.</summary>
    /// <value>
    /// <see langword="true"/> by default (<c>ASYNC_PROCESSING_ENABLED</c>). When <see langword="false"/>, the request that submits a document answers
    /// after the job's first run; retries are the workers' all the same.
    /// </value>
    public bool AsyncProcessingEnabled { get; set; } = true;

    /// <summary>Gets or sets how many jobs this node runs at the same time.</summary>
    /// <value>10 by default (<c>MAX_CONCURRENT_TASKS</c>).</value>
    [Range(1, 1000)]
    public int MaxConcurrentTasks { get; set; } = 10;

    /// <summary>Gets or sets how often a stage is run before its job fails, the first run included.</summary>
    /// <value>3 by default (<c>TASK_RETRY_MAX_ATTEMPTS</c>).</value>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Gets or sets how long the second attempt waits at most; each later one waits twice as long at most.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets the longest wait before an attempt.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "7.00:00:00")]
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how long after its submission a job waits for a store that is out of reach, without an attempt being counted.</summary>
    /// <value>1 day by default. After that an outage counts as any other failure.</value>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan WaitForStores { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Gets or sets how long one run of a job may take.</summary>
    /// <value>60 minutes by default (<c>MAX_PROCESSING_TIME_MINUTES</c>).</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "30.00:00:00")]
    public TimeSpan MaxProcessingTime { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>Gets or sets how long one run of a stage may take; by name for those that differ.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "30.00:00:00")]
    public TimeSpan MaxStageTime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Gets or sets how long one run of a certain stage may take, by the stage's name.</summary>
    public IDictionary<string, TimeSpan> MaxTimeByStage { get; set; } = new Dictionary<string, TimeSpan>();

    /// <summary>Gets or sets how long a worker's claim on a job holds unless it is renewed: how long a dead worker's jobs wait at most.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how often a job may be started without coming to an end, before it is taken for one that kills its workers.</summary>
    [Range(1, 1000)]
    public int MaxDeliveries { get; set; } = 10;

    /// <summary>Gets or sets how often lost tickets are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how often abandoned uploads and other leftovers are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan HousekeepingInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how often a running job's progress is recorded and sent.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Gets or sets how long the events of finished jobs are kept; the last event of each is kept with its job.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan KeepHistory { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets how long the notification sinks may take together to be told of one job's end.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan NotificationTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long a sink that fails is told again of a job's end, before it is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan NotifyFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Gets or sets how long a stage that was told to stop is waited for, before its worker goes on without it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StopPatience { get; set; } = TimeSpan.FromSeconds(1);
}
