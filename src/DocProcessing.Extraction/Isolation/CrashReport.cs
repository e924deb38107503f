using System.Text;

namespace DocProcessing.Extraction.Isolation;

/// <summary>Keeps the part of a child's standard error that says where it crashed. The rest, which may quote the document, is dropped.</summary>
internal sealed class CrashReport
{
    private const int MaxLength = 4000;

    private readonly StringBuilder _text = new();
    private readonly Lock _gate = new();

    private CrashReport()
    {
    }

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return _text.ToString();
            }
        }
    }

    public static CrashReport Of(StreamReader error)
    {
        var report = new CrashReport();

        // Ends with the child; nobody waits for it.
        _ = report.DrainAsync(error);
        return report;
    }

    private async Task DrainAsync(StreamReader error)
    {
        try
        {
            while (await error.ReadLineAsync() is { } line)
            {
                Take(line);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The child is gone.
        }
    }

    private void Take(string line)
    {
        if (!line.StartsWith("   at ", StringComparison.Ordinal) && !line.StartsWith("Stack overflow", StringComparison.Ordinal) && !line.StartsWith("Out of memory", StringComparison.Ordinal))
        {
            return;
        }

        lock (_gate)
        {
            if (_text.Length < MaxLength)
            {
                _text.Append(line.AsSpan(0, Math.Min(line.Length, 400))).Append('\n');
            }
        }
    }
}
