using System.CommandLine;
using System.Runtime.InteropServices;
using DocProcessing.Cli;
using DocProcessing.Cli.Commands;

var root = new RootCommand("Uploads documents to a DocProcessing host, watches them, and finds what is in them.")
{
    LoginCommand.Create(),
    UploadCommand.Create(),
    StatusCommand.Create(),
    SearchCommand.Create(),
    CancelCommand.Create(),
};
root.Options.Add(Connection.Server);
root.Options.Add(Connection.Token);
root.Options.Add(Connection.Retries);
root.Options.Add(Connection.Json);

using var interrupt = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);

var arguments = root.Parse(args);
if (arguments.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync(string.Join('\n', arguments.Errors.Select(error => error.Message)));
    await Console.Error.WriteLineAsync("docprocessing --help tells more.");
    return ExitCode.Usage;
}

var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
return await Failures.GuardAsync(() => arguments.InvokeAsync(configuration, interrupt.Token), interrupt.Token);

void Interrupt(PosixSignalContext signal)
{
    // The first one is for us to end in good order; the second ends the process at once.
    signal.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
}
