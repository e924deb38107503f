namespace DocProcessing.Testing;

/// <summary>What tests have measured, for people to read: <c>eng/test</c> prints it at the end of a run.</summary>
public static class Figures
{
    /// <summary>Writes a line to the file that <c>DOCPROCESSING_FIGURES</c> names, if it names one.</summary>
    public static void Print(string line)
    {
        if (Environment.GetEnvironmentVariable("DOCPROCESSING_FIGURES") is { Length: > 0 } path)
        {
            File.AppendAllText(path, line + Environment.NewLine);
        }
    }
}
