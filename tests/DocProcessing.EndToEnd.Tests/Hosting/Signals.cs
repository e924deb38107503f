using System.ComponentModel;
using System.Runtime.InteropServices;

namespace DocProcessing.EndToEnd.Hosting;

internal static class Signals
{
    private const int Term = 15;

    public static void Terminate(int processId)
    {
        if (Kill(processId, Term) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
