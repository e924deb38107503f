using DocProcessing.Client;
using Spectre.Console;

namespace DocProcessing.Cli.Views;

/// <summary>A bar for the upload, and one for each stage as it comes.</summary>
internal sealed class BarsView(string file) : UploadView
{
    private readonly Dictionary<string, ProgressTask> _stages = [];
    private ProgressContext? _bars;
    private ProgressTask? _upload;

    public override Task ShowAsync(Func<Task> work) =>
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new SpinnerColumn())
            .StartAsync(async bars =>
            {
                _bars = bars;
                _upload = bars.AddTask(Markup.Escape(Path.GetFileName(file)));
                await work();
                _upload.StopTask();
            });

    public override void Report(UploadProgress value)
    {
        if (_upload is not null)
        {
            _upload.MaxValue = Math.Max(1, value.TotalBytes);
            _upload.Value = value.BytesSent;
        }
    }

    public override void Uploaded(UploadReceipt receipt) => AnsiConsole.WriteLine($"job {receipt.JobId}, document {receipt.DocumentId}");

    public override void Step(UploadReceipt receipt, JobProgress step)
    {
        if (step.Stage is { } stage && !_stages.ContainsKey(stage))
        {
            _stages.Values.ToList().ForEach(earlier => earlier.Value = earlier.MaxValue);
            _stages[stage] = _bars!.AddTask($"  {Markup.Escape(stage)}");
        }

        if (step.Stage is { } current)
        {
            _stages[current].Value = step.Status == JobStatus.Completed ? 100 : step.StageProgress;
        }

        if (step.Status.IsTerminal())
        {
            _stages.Values.ToList().ForEach(bar => bar.StopTask());
            AnsiConsole.WriteLine($"{step.Status.ToString().ToLowerInvariant()}{(step.Error is { } error ? $": {error.Message} ({error.Code})" : string.Empty)}");
        }
    }
}
