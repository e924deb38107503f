namespace DocProcessing.Extraction.Isolation;

/// <summary>Ends the process when all its memory together, not only what the garbage collector limits, is more than it may be.</summary>
internal static class MemoryWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public static ITimer Start(int maxMegabytes) => TimeProvider.System.CreateTimer(
        static limit =>
        {
            if (Environment.WorkingSet > (long)limit!)
            {
                Environment.Exit(ExtractionChild.OutOfMemoryExitCode);
            }
        },
        (long)maxMegabytes << 20,
        Interval,
        Interval);
}
