using System.Text.Json.Nodes;
using DocProcessing.Client;

namespace DocProcessing.Cli.Views;

/// <summary>One JSON object a line: the upload, and each step of the job.</summary>
internal sealed class JsonView(string file) : UploadView
{
    public override void Report(UploadProgress value)
    {
        // Bytes by the thousand lines help no script.
    }

    public override void Uploaded(UploadReceipt receipt) => Write(new JsonObject
    {
        ["type"] = "uploaded",
        ["file"] = file,
        ["job_id"] = receipt.JobId,
        ["document_id"] = receipt.DocumentId,
    });

    public override void Step(UploadReceipt receipt, JobProgress step) => Write(new JsonObject
    {
        ["type"] = step.Status.IsTerminal() ? "finished" : "progress",
        ["file"] = file,
        ["job_id"] = receipt.JobId,
        ["sequence"] = step.Sequence,
        ["status"] = step.Status.ToString().ToLowerInvariant(),
        ["stage"] = step.Stage,
        ["progress"] = step.Progress,
        ["error"] = step.Error?.Code,
    });

    public static void Write(JsonObject line) => Console.WriteLine(line.ToJsonString());
}
