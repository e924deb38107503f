using DocProcessing.Client;
using Spectre.Console;

namespace DocProcessing.Cli.Views;

/// <summary>Shows how a document fares: bars on a terminal, plain lines in a pipe, or JSON.</summary>
internal abstract class UploadView : IProgress<UploadProgress>
{
    public static UploadView For(string file, bool json) =>
        json ? new JsonView(file)
        : Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive ? new LinesView(file)
        : new BarsView(file);

    /// <summary>Runs what is to be shown.</summary>
    public virtual Task ShowAsync(Func<Task> work) => work();

    public abstract void Report(UploadProgress value);

    public abstract void Uploaded(UploadReceipt receipt);

    public abstract void Step(UploadReceipt receipt, JobProgress step);
}
