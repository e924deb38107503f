using System.Diagnostics;

namespace DocProcessing.Extraction.Tests;

internal static class ProcessWatch
{
    /// <summary>Waits until a process is gone, and fails after ten seconds.</summary>
    public static async Task GoneAsync(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It is gone already.
        }
    }
}
