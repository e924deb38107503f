using System.Globalization;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>What a process and those it has started use, as Linux counts it.</summary>
internal sealed record ProcessFamily(int Root)
{
    // USER_HZ: what /proc counts processor time in, on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    // Fields of /proc/PID/stat from 1; those up to the name are cut off before.
    private const int FirstFieldAfterName = 3;
    private const int ParentField = 4;
    private const int FirstTimeField = 14;
    private const int TimeFields = 4;

    /// <summary>Gets the processor time so far, children that have ended included, in seconds.</summary>
    public double CpuSeconds => Members().Sum(stat => Enumerable.Range(FirstTimeField, TimeFields).Sum(number => Number(stat.Fields, number))) / TicksPerSecond;

    public long ResidentBytes => Members().Sum(stat => KilobytesOf(stat.Id, "VmRSS")) << 10;

    /// <summary>Gets the most memory held since <see cref="ForgetPeak"/>, in bytes. Several processes need not have had theirs at the same moment.</summary>
    public long PeakBytes => Members().Sum(stat => KilobytesOf(stat.Id, "VmHWM")) << 10;

    public void ForgetPeak()
    {
        foreach (var (id, _) in Members())
        {
            // proc(5): 5 resets the peak resident set size.
            File.WriteAllText($"/proc/{id}/clear_refs", "5");
        }
    }

    private List<(int Id, string[] Fields)> Members()
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(name => (Id: int.Parse(name!, CultureInfo.InvariantCulture), Fields: Stat(name!))).Where(stat => stat.Fields.Length > 0).ToList();
        var children = all.ToLookup(stat => (int)Number(stat.Fields, ParentField));
        var members = all.Where(stat => stat.Id == Root).ToList();
        for (var index = 0; index < members.Count; index++)
        {
            members.AddRange(children[members[index].Id]);
        }

        return members;
    }

    private static double Number(string[] fields, int field) => double.Parse(fields[field - FirstFieldAfterName], CultureInfo.InvariantCulture);

    private static string[] Stat(string id)
    {
        try
        {
            // A name may hold anything, so fields are counted from its closing parenthesis.
            return File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return [];
        }
    }

    private static long KilobytesOf(int id, string name)
    {
        var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(candidate => candidate.StartsWith(name + ":", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split(':')[1].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
