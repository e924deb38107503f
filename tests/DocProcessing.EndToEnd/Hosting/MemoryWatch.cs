using System.Globalization;

namespace DocProcessing.EndToEnd.Hosting;

/// <summary>Watches how much memory a process and those it starts hold.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly int _processId;
    private readonly Task _watching;

    public MemoryWatch(int processId)
    {
        _processId = processId;
        _watching = WatchAsync();
    }

    /// <summary>Gets the most that the process and its children held at one moment, in bytes.</summary>
    public long PeakOfAll { get; private set; }

    /// <summary>Gets the most that the process itself ever held, in bytes, as the kernel counted it.</summary>
    public long PeakOfHost => Field(_processId, "VmHWM") ?? 0;

    public int MostChildren { get; private set; }

    public static long ResidentOfAll(int processId) => Family(processId).Sum(id => Field(id, "VmRSS") ?? 0);

    public static IReadOnlyList<int> Children(int processId) => [.. Family(processId).Skip(1)];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private static List<int> Family(int root)
    {
        var children = ParentsById().ToLookup(entry => entry.Parent, entry => entry.Id);
        var family = new List<int> { root };
        for (var index = 0; index < family.Count; index++)
        {
            family.AddRange(children[family[index]]);
        }

        return family;
    }

    private static List<(int Id, int Parent)> ParentsById()
    {
        var all = new List<(int, int)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) && Read(id, "PPid") is { } parent)
            {
                all.Add((id, (int)parent));
            }
        }

        return all;
    }

    private static long? Field(int processId, string name) => Read(processId, name) is { } kilobytes ? kilobytes << 10 : null;

    private static long? Read(int processId, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{processId}/status").FirstOrDefault(candidate => candidate.StartsWith(name + ":", StringComparison.Ordinal));
            var digits = line?.Split(':')[1].Replace("kB", string.Empty, StringComparison.Ordinal).Trim();
            return long.TryParse(digits, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return null;
        }
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var family = Family(_processId);
                PeakOfAll = Math.Max(PeakOfAll, family.Sum(id => Field(id, "VmRSS") ?? 0));
                MostChildren = Math.Max(MostChildren, family.Count - 1);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough was seen.
        }
    }
}
