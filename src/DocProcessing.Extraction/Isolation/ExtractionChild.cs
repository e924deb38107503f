using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;

namespace DocProcessing.Extraction.Isolation;

/// <summary>The child process: reads documents one after the other, as the host asks on standard input, until that is closed.</summary>
internal static class ExtractionChild
{
    /// <summary>The exit code that says: more memory than allowed.</summary>
    public const int OutOfMemoryExitCode = 86;

    private static readonly MessageJsonContext Shapes = MessageJsonContext.Pipe;

    public static async Task<int> RunAsync(int maxMemoryMegabytes, Func<ExtractionLimits, IReadOnlyList<IContentExtractor>> extractors)
    {
        // The host alone decides when a child ends. A signal to the whole group, such as Ctrl+C, must not cut off documents that it still drains.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);

        var writer = new FrameWriter(Console.OpenStandardOutput());
        Console.SetOut(Console.Error);
        using var watch = MemoryWatch.Start(maxMemoryMegabytes);
        var commands = Channel.CreateUnbounded<ExtractCommand>();
        new Thread(() => ReadCommands(commands.Writer)) { IsBackground = true, Name = "commands" }.Start();
        await foreach (var command in commands.Reader.ReadAllAsync())
        {
            await RunAsync(command, extractors, writer);
        }

        return 0;
    }

    // A thread of its own: it must notice the end of the host while a parser hangs.
    private static void ReadCommands(ChannelWriter<ExtractCommand> commands)
    {
        using var input = Console.OpenStandardInput();
        try
        {
            var header = new byte[5];
            while (true)
            {
                input.ReadExactly(header);
                var payload = new byte[BitConverter.ToInt32(header)];
                input.ReadExactly(payload);
                commands.TryWrite(JsonSerializer.Deserialize(payload, Shapes.ExtractCommand)!);
            }
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            Environment.Exit(0);
        }
    }

    private static async Task RunAsync(ExtractCommand command, Func<ExtractionLimits, IReadOnlyList<IContentExtractor>> extractors, FrameWriter writer)
    {
        try
        {
            var extractor = extractors(command.Limits).First(candidate => candidate.Name == command.Extractor);
            var request = new ExtractionRequest(command.Path, command.Length, command.ContentType, command.FileName, command.Options);
            await extractor.ExtractAsync(request, new ChildSink(writer, TimeProvider.System), CancellationToken.None);
            writer.WriteNow(FrameKind.Done, new DoneReply(Environment.WorkingSet), Shapes.DoneReply);
        }
        catch (DocumentRejectedException rejection)
        {
            writer.WriteNow(FrameKind.Rejected, new FailureReply(rejection.Code, rejection.Message, Describe(rejection.InnerException)), Shapes.FailureReply);
        }
        catch (OutOfMemoryException)
        {
            Environment.Exit(OutOfMemoryExitCode);
        }
        catch (Exception exception)
        {
            writer.WriteNow(FrameKind.Failed, new FailureReply(ErrorCodes.StageFailed, "The document could not be read.", Describe(exception)), Shapes.FailureReply);
        }
    }

    // The type and the place, but not the message: parsers quote the document there.
    private static string Describe(Exception? exception) => exception is null ? "" : $"{exception.GetType()}\n{exception.StackTrace}";
}
