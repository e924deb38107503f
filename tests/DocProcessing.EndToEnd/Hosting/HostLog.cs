namespace DocProcessing.EndToEnd.Hosting;

/// <summary>What a host has printed, the newest lines of it.</summary>
internal sealed class HostLog
{
    private const int MaxLines = 3000;
    private const int TailLines = 150;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Gets the newest lines: enough to see what went wrong in one test.</summary>
    public string Tail => string.Join('\n', Text.Split('\n').TakeLast(TailLines));

    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }
        }
    }
}
