using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace DocProcessing.Benchmarks.Sockets;

/// <summary>Counts the messages that all sockets get, and how long they took.</summary>
internal sealed class Tally
{
    private const double StepsPerMillisecond = 20;
    private const int Steps = 200_000;

    private static readonly byte[] Mark = Encoding.ASCII.GetBytes(EventSource.Mark);

    private readonly int[] _delays = new int[Steps];
    private TaskCompletionSource _all = new();
    private bool _isTimed;
    private long _expected;
    private long _count;

    /// <summary>Gets when the last message that was expected came.</summary>
    public long Finished { get; private set; }

    public long Counted => Volatile.Read(ref _count);

    /// <summary>Begins anew.</summary>
    /// <param name="expected">How many messages are to come.</param>
    /// <param name="isTimed">Whether the delay of each is taken, which costs the client more.</param>
    public void Expect(long expected, bool isTimed)
    {
        Array.Clear(_delays);
        (_all, _isTimed, _count, _expected) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), isTimed, 0, expected);
    }

    /// <summary>Waits until all have come, or nothing more comes.</summary>
    public async Task WaitAsync()
    {
        for (var seen = -1L; !_all.Task.IsCompleted && seen != Counted;)
        {
            seen = Counted;
            await Task.WhenAny(_all.Task, Task.Delay(TimeSpan.FromSeconds(5)));
        }
    }

    /// <summary>Counts the messages in what one socket has received.</summary>
    /// <returns>How many bytes at the end may be the beginning of a mark and its time, and are to be shown again.</returns>
    public int Count(ReadOnlySpan<byte> bytes)
    {
        var found = 0;
        var now = _isTimed ? Stopwatch.GetTimestamp() : 0;
        while (bytes.IndexOf(Mark) is var at and >= 0 && bytes.Length - at >= Mark.Length + EventSource.TimeDigits)
        {
            if (_isTimed)
            {
                var sent = long.Parse(bytes.Slice(at + Mark.Length, EventSource.TimeDigits), NumberStyles.None, CultureInfo.InvariantCulture);
                var step = (int)(Stopwatch.GetElapsedTime(sent, now).TotalMilliseconds * StepsPerMillisecond);
                Interlocked.Increment(ref _delays[Math.Clamp(step, 0, Steps - 1)]);
            }

            found++;
            bytes = bytes[(at + Mark.Length + EventSource.TimeDigits)..];
        }

        if (found > 0 && Interlocked.Add(ref _count, found) == _expected)
        {
            Finished = Stopwatch.GetTimestamp();
            _all.TrySetResult();
        }

        return bytes.IndexOf(Mark) is var last and >= 0 ? bytes.Length - last : Math.Min(bytes.Length, Mark.Length - 1);
    }

    /// <returns>The delay in milliseconds that a share of the messages did not exceed.</returns>
    public double DelayOf(double share)
    {
        var left = (long)Math.Ceiling(_delays.Sum(count => (long)count) * share);
        var step = 0;
        while (step < Steps - 1 && (left -= _delays[step]) > 0)
        {
            step++;
        }

        return (step + 1) / StepsPerMillisecond;
    }
}
