using DocProcessing.Extraction.Formats;
using DocProcessing.Extraction.Isolation;

namespace DocProcessing.Extraction;

/// <summary>Where the child process begins.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [ChildLauncher.ChildArgument, var limit] && int.TryParse(limit, out var maxMemoryMegabytes))
        {
            return await ExtractionChild.RunAsync(maxMemoryMegabytes, FormatCatalog.Complex);
        }

        await Console.Error.WriteLineAsync("This is a library. Its host starts it as a child process to read documents in.");
        return 2;
    }
}
