using System.Text.Json;

namespace DocProcessing.Benchmarks.Support;

/// <summary>Keeps what was measured as a file, for those who compare it later.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="directory">Where to; nowhere when it is <see langword="null"/>.</param>
    /// <param name="name">Of the file, without its ending.</param>
    /// <param name="results">What was measured.</param>
    public static void Write(string? directory, string name, object results)
    {
        if (directory is not null)
        {
            Directory.CreateDirectory(directory);
            File.WriteAllText(Path.Combine(directory, name + ".json"), JsonSerializer.Serialize(results, Indented));
        }
    }
}
