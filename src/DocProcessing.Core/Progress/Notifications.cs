using System.Text.Json;

namespace DocProcessing.Progress;

/// <summary>Words the end of a job for its owner.</summary>
internal static class Notifications
{
    public static Notification Of(Job job)
    {
        var status = JsonNamingPolicy.SnakeCaseLower.ConvertName(job.Status.ToString());
        var text = job.Status switch
        {
            JobStatus.Completed when job.Warnings.Count > 0 => $"{job.FileName} is processed, with a warning: {job.Warnings[0].Message}",
            JobStatus.Completed => $"{job.FileName} is processed.",
            JobStatus.Cancelled => $"{job.FileName} was cancelled.",
            JobStatus.Expired => $"The upload of {job.FileName} was abandoned and has expired.",
            _ => $"{job.FileName} could not be processed: {job.Error?.Message}",
        };
        var at = job.FinishedAt ?? job.CreatedAt;

        // A re-run ends again: that end is another notification than the first.
        var id = $"{job.Id}-{status}-{at.ToUnixTimeMilliseconds()}";
        return new Notification(id, job.Owner, $"job_{status}", job.Id, job.DocumentId, text, at);
    }
}
