using System.CommandLine;

namespace DocProcessing.Cli.Commands;

/// <summary>Cancels a job, and with it the upload that it still waits for.</summary>
internal static class CancelCommand
{
    private static readonly Argument<string> JobId = new("JOB") { Description = "The job" };

    public static Command Create()
    {
        var command = new Command("cancel", "Cancels a job.") { JobId };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var client = Connection.Open(arguments);
        var job = await client.Jobs.CancelAsync(arguments.GetValue(JobId)!, cancellationToken);
        Console.WriteLine(job.CancelRequested && job.Status != Client.JobStatus.Cancelled ? $"{job.JobId}: will be cancelled" : $"{job.JobId}: cancelled");
        return ExitCode.Ok;
    }
}
