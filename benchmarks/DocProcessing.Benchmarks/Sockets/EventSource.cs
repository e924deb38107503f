using System.Diagnostics;
using System.Globalization;

namespace DocProcessing.Benchmarks.Sockets;

/// <summary>Makes events of about 300 bytes as text, of jobs in turn, each with the time at which it was made.</summary>
/// <remarks>The clock is the machine's monotonic one, which server and client share.</remarks>
internal sealed class EventSource
{
    /// <summary>Stands before the time, and nowhere else in a message: who counts it counts messages.</summary>
    public const string Mark = "sent at ";

    /// <summary>How many digits a time has.</summary>
    public const int TimeDigits = 19;

    /// <summary>How many jobs there are. In a burst of more events, one could take the place of another of its job that waits.</summary>
    public const int Jobs = 500;

    private readonly JobId[] _jobs = [.. Enumerable.Range(0, Jobs).Select(_ => JobId.Create(TimeProvider.System))];
    private long _made;

    public ProgressEvent Next()
    {
        var number = _made++;
        var time = Stopwatch.GetTimestamp().ToString("d19", CultureInfo.InvariantCulture);
        return new ProgressEvent
        {
            JobId = _jobs[number % Jobs],
            Sequence = 1 + (number / Jobs),
            Status = JobStatus.Processing,
            Stage = StageNames.Extraction,
            Fraction = 0.5,
            StageFraction = 0.25,
            Message = $"Read page 11 of 20, {Mark}{time}",
            BytesProcessed = 1 << 20,
            TotalBytes = 1 << 22,
            Timestamp = DateTimeOffset.UtcNow,
        };
    }
}
