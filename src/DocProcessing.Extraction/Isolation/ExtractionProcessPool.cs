using Microsoft.Extensions.Logging;

namespace DocProcessing.Extraction.Isolation;

/// <summary>Keeps a few children warm between documents, and ends them when they are idle, old or large, and with the host.</summary>
internal sealed partial class ExtractionProcessPool : IDisposable
{
    private const int RetainedShare = 8;

    private readonly ExtractionOptions _options;
    private readonly ChildLauncher _launcher;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly List<ExtractionProcess> _idle = [];
    private readonly HashSet<ExtractionProcess> _busy = [];
    private readonly ITimer _timer;
    private bool _disposed;

    public ExtractionProcessPool(ExtractionOptions options, ChildLauncher launcher, TimeProvider time, ILogger<ExtractionProcessPool> logger)
    {
        _options = options;
        _launcher = launcher;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(static pool => ((ExtractionProcessPool)pool!).EndIdle(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets the process ids of all children.</summary>
    public IReadOnlyList<int> ProcessIds
    {
        get
        {
            lock (_gate)
            {
                return [.. _idle.Concat(_busy).Select(process => process.Id)];
            }
        }
    }

    public async Task ExtractAsync(string extractor, ExtractionRequest document, IExtractionSink sink, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var process = Take();
        var reusable = false;
        try
        {
            await process.ExtractAsync(extractor, document, ExtractionLimits.Of(_options), sink, cancellationToken);
            reusable = !cancellationToken.IsCancellationRequested;
        }
        catch (DocumentRejectedException)
        {
            reusable = !cancellationToken.IsCancellationRequested;
            throw;
        }
        catch (DocumentProcessingException crash) when (crash.Code == ErrorCodes.ExtractorCrashed)
        {
            LogCrashed(extractor, process.Id, crash.Message, crash.InnerException?.Message);
            throw;
        }
        finally
        {
            Return(process, reusable);
        }
    }

    public void Dispose()
    {
        List<ExtractionProcess> all;
        lock (_gate)
        {
            _disposed = true;
            all = [.. _idle, .. _busy];
            _idle.Clear();
        }

        _timer.Dispose();
        all.ForEach(process => process.Kill());
        _launcher.Dispose();
    }

    private ExtractionProcess Take()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            while (_idle.Count > 0)
            {
                var last = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
                if (!last.HasExited)
                {
                    _busy.Add(last);
                    return last;
                }

                last.Dispose();
            }
        }

        return StartNew();
    }

    private ExtractionProcess StartNew()
    {
        var process = new ExtractionProcess(_launcher.Start(), _options.MaxMemoryMegabytes, _time);
        lock (_gate)
        {
            if (!_disposed)
            {
                LogStarted(process.Id);
                _busy.Add(process);
                return process;
            }
        }

        process.Dispose();
        throw new ObjectDisposedException(nameof(ExtractionProcessPool));
    }

    private void Return(ExtractionProcess process, bool reusable)
    {
        lock (_gate)
        {
            _busy.Remove(process);
            if (reusable && !_disposed && _idle.Count < _options.MaxIdleProcesses && IsWorthKeeping(process))
            {
                process.IdleSince = _time.GetUtcNow();
                _idle.Add(process);
                _timer.Change(_options.IdleTimeout, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        process.Dispose();
    }

    private bool IsWorthKeeping(ExtractionProcess process) =>
        process.Documents < _options.DocumentsPerProcess
        && process.WorkingSet < Math.Max(128L << 20, ((long)_options.MaxMemoryMegabytes << 20) / RetainedShare)
        && !process.HasExited;

    private void EndIdle()
    {
        List<ExtractionProcess> old;
        lock (_gate)
        {
            var before = _time.GetUtcNow() - _options.IdleTimeout;
            old = [.. _idle.Where(process => process.IdleSince <= before)];
            _idle.RemoveAll(old.Contains);
            if (_idle.Count > 0 && !_disposed)
            {
                _timer.Change(_options.IdleTimeout, Timeout.InfiniteTimeSpan);
            }
        }

        old.ForEach(process => process.Dispose());
    }
}
