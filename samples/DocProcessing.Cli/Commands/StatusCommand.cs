using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DocProcessing.Cli.Views;
using DocProcessing.Client;
using Spectre.Console;

namespace DocProcessing.Cli.Commands;

/// <summary>Shows one job, or the newest.</summary>
internal static class StatusCommand
{
    private const int Newest = 20;

    private static readonly Argument<string?> JobId = new("JOB") { Description = $"The job; the newest {Newest}, when it is left out", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create()
    {
        var command = new Command("status", "Shows where a job is, or the newest jobs.") { JobId };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var client = Connection.Open(arguments);
        var json = arguments.GetValue(Connection.Json);
        if (arguments.GetValue(JobId) is { } id)
        {
            var job = await client.Jobs.GetAsync(id, cancellationToken);
            Show([job], json);
            return job.Status is JobStatus.Failed or JobStatus.Rejected ? ExitCode.Failed : ExitCode.Ok;
        }

        Show(await client.Jobs.ListAsync(cancellationToken: cancellationToken).Take(Newest).ToListAsync(cancellationToken), json);
        return ExitCode.Ok;
    }

    private static void Show(IReadOnlyList<Job> jobs, bool json)
    {
        foreach (var job in json ? jobs : [])
        {
            JsonView.Write(new JsonObject
            {
                ["job_id"] = job.JobId,
                ["document_id"] = job.DocumentId,
                ["filename"] = job.FileName,
                ["status"] = Word(job),
                ["stage"] = job.Stage,
                ["progress"] = job.Progress,
                ["error"] = job.Error?.Code,
            });
        }

        if (!json && Console.IsOutputRedirected)
        {
            jobs.ToList().ForEach(job => Console.WriteLine(string.Join('\t', Cells(job))));
        }
        else if (!json)
        {
            var table = new Table().AddColumns("job", "document", "file", "status", "%", "what");
            jobs.ToList().ForEach(job => table.AddRow([.. Cells(job).Select(Markup.Escape)]));
            AnsiConsole.Write(table);
        }
    }

    private static string Word(Job job) => job.Status.ToString().ToLowerInvariant();

    private static string[] Cells(Job job) =>
        [job.JobId, job.DocumentId, job.FileName, Word(job), job.Progress.ToString("0", CultureInfo.InvariantCulture), job.Error?.Message ?? job.Stage ?? string.Empty];
}
