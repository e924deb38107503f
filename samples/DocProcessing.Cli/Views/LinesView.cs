using System.Globalization;
using DocProcessing.Client;

namespace DocProcessing.Cli.Views;

/// <summary>Plain lines: one for each tenth of the upload, and one for each stage.</summary>
internal sealed class LinesView(string file) : UploadView
{
    private long _tenth;
    private string? _stage;

    public override void Report(UploadProgress value)
    {
        var tenth = value.TotalBytes == 0 ? 10 : value.BytesSent * 10 / value.TotalBytes;
        if (tenth > _tenth)
        {
            _tenth = tenth;
            Console.WriteLine($"{file}: {tenth * 10} % sent");
        }
    }

    public override void Uploaded(UploadReceipt receipt) => Console.WriteLine($"{file}: uploaded, job {receipt.JobId}, document {receipt.DocumentId}");

    public override void Step(UploadReceipt receipt, JobProgress step)
    {
        if (step.Status.IsTerminal())
        {
            Console.WriteLine($"{file}: {step.Status.ToString().ToLowerInvariant()}{(step.Error is { } error ? $": {error.Message} ({error.Code})" : string.Empty)}");
        }
        else if (step.Stage != _stage)
        {
            _stage = step.Stage;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: {step.Stage} ({step.Progress:0} %)"));
        }
    }
}
