using System.CommandLine;
using DocProcessing.Cli.Views;
using DocProcessing.Client;

namespace DocProcessing.Cli.Commands;

/// <summary>Uploads files one after the other, and watches what becomes of them.</summary>
internal static class UploadCommand
{
    private const string StandardInput = "-";

    private static readonly Argument<string[]> Files = new("FILE") { Description = "Files; - for the standard input", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> Watch = new("--watch") { Description = "Stay until the documents are worked through" };
    private static readonly Option<JobPriority> Priority = new("--priority") { Description = "low, normal, high or critical", DefaultValueFactory = _ => JobPriority.Normal };
    private static readonly Option<string?> Name = new("--name") { Description = "The document's name, instead of the file's" };
    private static readonly Option<string?> Type = new("--type") { Description = "Its media type; by default the host finds it out" };

    public static Command Create()
    {
        var command = new Command("upload", "Uploads documents. One that was interrupted goes on where it was when the same command is given again.") { Files, Watch, Priority, Name, Type };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var files = arguments.GetValue(Files)!;
        if (files.Length > 1 && arguments.GetValue(Name) is not null)
        {
            throw new UsageException("--name is for one file.");
        }

        using var client = Connection.Open(arguments);
        var worst = ExitCode.Ok;
        foreach (var file in files)
        {
            var view = UploadView.For(file, arguments.GetValue(Connection.Json));
            var code = ExitCode.Ok;
            await view.ShowAsync(async () => code = await Failures.GuardAsync(() => UploadAsync(client, file, view, arguments, cancellationToken), cancellationToken));
            worst = Math.Max(worst, code);
            if (code is not (ExitCode.Ok or ExitCode.Failed))
            {
                return code;
            }
        }

        return worst;
    }

    private static async Task<int> UploadAsync(DocumentProcessingClient client, string file, UploadView view, ParseResult arguments, CancellationToken cancellationToken)
    {
        var receipt = await SendAsync(client, file, view, arguments, cancellationToken);
        view.Uploaded(receipt);
        return arguments.GetValue(Watch) ? await WatchAsync(client, receipt, view, cancellationToken) : ExitCode.Ok;
    }

    private static async Task<UploadReceipt> SendAsync(DocumentProcessingClient client, string file, UploadView view, ParseResult arguments, CancellationToken cancellationToken)
    {
        var options = new DocumentUploadOptions
        {
            FileName = arguments.GetValue(Name) ?? (file == StandardInput ? "stdin" : null),
            ContentType = arguments.GetValue(Type),
            Priority = arguments.GetValue(Priority),
            ResumeStore = Home.Uploads,
        };
        try
        {
            if (file != StandardInput)
            {
                return await client.UploadFileAsync(file, options, view, cancellationToken);
            }

            await using var input = Console.OpenStandardInput();
            return await client.UploadAsync(input, options, view, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && file != StandardInput)
        {
            await Console.Error.WriteLineAsync($"Stopped. What has arrived is kept: docprocessing upload {file} goes on with it.");
            throw;
        }
    }

    private static async Task<int> WatchAsync(DocumentProcessingClient client, UploadReceipt receipt, UploadView view, CancellationToken cancellationToken)
    {
        JobProgress? last = null;
        try
        {
            await foreach (var step in client.WatchAsync(receipt.JobId, cancellationToken: cancellationToken))
            {
                view.Step(receipt, step);
                last = step;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"Not watched any more; the host goes on: docprocessing status {receipt.JobId}");
            throw;
        }

        return last?.Status == JobStatus.Completed ? ExitCode.Ok : ExitCode.Failed;
    }
}
