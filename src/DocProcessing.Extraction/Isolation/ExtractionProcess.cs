using System.Diagnostics;
using System.Text.Json;

namespace DocProcessing.Extraction.Isolation;

/// <summary>One child process, seen from the host. It reads one document at a time.</summary>
internal sealed class ExtractionProcess : IDisposable
{
    private static readonly MessageJsonContext Shapes = MessageJsonContext.Pipe;
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private readonly CrashReport _crash;
    private readonly int _maxMemoryMegabytes;

    public ExtractionProcess(Process process, int maxMemoryMegabytes, TimeProvider time)
    {
        _process = process;
        _time = time;
        _maxMemoryMegabytes = maxMemoryMegabytes;
        _reader = new FrameReader(process.StandardOutput.BaseStream);
        _writer = new FrameWriter(process.StandardInput.BaseStream);
        _crash = CrashReport.Of(process.StandardError);
        Id = process.Id;
    }

    public int Id { get; }

    /// <summary>Gets the number of documents read.</summary>
    public int Documents { get; private set; }

    /// <summary>Gets its working set after the last document, in bytes.</summary>
    public long WorkingSet { get; private set; }

    /// <summary>Gets or sets when it became idle.</summary>
    public DateTimeOffset IdleSince { get; set; }

    public bool HasExited => _process.HasExited;

    /// <summary>Has the child read a document. After an exception other than a rejection the child is of no more use.</summary>
    public async Task ExtractAsync(string extractor, ExtractionRequest document, ExtractionLimits limits, IExtractionSink sink, CancellationToken cancellationToken)
    {
        // Killing is what stops a parser; its pipe then ends, and with it the reading here.
        await using var registration = cancellationToken.UnsafeRegister(static state => ((ExtractionProcess)state!).Kill(), this);
        try
        {
            await ConverseAsync(extractor, document, limits, sink, cancellationToken);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is not OperationCanceledException)
        {
            throw new OperationCanceledException("The extraction was cancelled.", exception, cancellationToken);
        }
    }

    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private async Task ConverseAsync(string extractor, ExtractionRequest document, ExtractionLimits limits, IExtractionSink sink, CancellationToken cancellationToken)
    {
        var command = new ExtractCommand(extractor, Path.GetFullPath(document.Path), document.Length, document.ContentType, document.FileName, document.Options, limits);
        if (!await TrySendAsync(command, cancellationToken))
        {
            throw await CrashedAsync();
        }

        while (await ReadAsync(cancellationToken) is { } frame)
        {
            if (await HandleAsync(frame, sink, cancellationToken))
            {
                Documents++;
                return;
            }
        }

        throw await CrashedAsync();
    }

    private async Task<bool> TrySendAsync(ExtractCommand command, CancellationToken cancellationToken)
    {
        try
        {
            await _writer.WriteAsync(FrameKind.Command, command, Shapes.ExtractCommand, cancellationToken);
            await _writer.FlushAsync(cancellationToken);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async ValueTask<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadAsync(cancellationToken);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async ValueTask<bool> HandleAsync(Frame frame, IExtractionSink sink, CancellationToken cancellationToken)
    {
        var json = frame.Payload;
        switch (frame.Kind)
        {
            case FrameKind.Section:
                await sink.WriteAsync(Read(json, Shapes.DocumentSection), cancellationToken);
                return false;
            case FrameKind.Metadata:
                sink.Describe(Read(json, Shapes.DocumentMetadata));
                return false;
            case FrameKind.Progress:
                var progress = Read(json, Shapes.ProgressReply);
                sink.Report(progress.Done, progress.Total, progress.Unit);
                return false;
            case FrameKind.Warning:
                var warning = Read(json, Shapes.WarningReply);
                sink.Warn(warning.Code, warning.Message);
                return false;
            case FrameKind.Done:
                WorkingSet = Read(json, Shapes.DoneReply).WorkingSet;
                return true;
            case FrameKind.Rejected:
                Documents++;
                var rejection = Read(json, Shapes.FailureReply);
                throw new DocumentRejectedException(rejection.Code, rejection.Message, new ChildException(rejection.Detail));
            case FrameKind.Failed:
                var failure = Read(json, Shapes.FailureReply);
                throw new DocumentProcessingException(ErrorCategory.Unavailable, failure.Code, failure.Message, new ChildException(failure.Detail));
            default:
                throw new InvalidDataException("The child sent what only the host sends.");
        }
    }

    private static T Read<T>(ReadOnlyMemory<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> shape) =>
        JsonSerializer.Deserialize(json.Span, shape) ?? throw new InvalidDataException("The child sent nothing where something belongs.");

    private async Task<DocumentProcessingException> CrashedAsync()
    {
        using var timeout = new CancellationTokenSource(ExitTimeout, _time);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            return Crashed("closed its pipe", exitCode: null);
        }

        return _process.ExitCode == ExtractionChild.OutOfMemoryExitCode
            ? Crashed($"used more than {_maxMemoryMegabytes} MiB of memory", _process.ExitCode)
            : Crashed("ended unexpectedly", _process.ExitCode);
    }

    private DocumentProcessingException Crashed(string what, int? exitCode) => new(
        ErrorCategory.Unprocessable,
        ErrorCodes.ExtractorCrashed,
        $"The process that read the document {what}.",
        new ChildException($"exit code {exitCode}\n{_crash.Text}"));
}
