namespace DocProcessing.Jobs;

/// <summary>Why a run did not get to the job's end.</summary>
/// <param name="Reason">What told it to stop; nothing, when the stage failed by itself.</param>
/// <param name="Exception">What the stage threw.</param>
/// <param name="Stage">The stage; <see langword="null"/> when none was started.</param>
/// <param name="Duration">How long the stage ran.</param>
internal sealed record StageFailure(StopReason Reason, Exception Exception, string? Stage = null, TimeSpan Duration = default);
