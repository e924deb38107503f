using System.ComponentModel;
using System.Runtime.InteropServices;

namespace DocProcessing.EndToEnd.Hosting;

internal static class Signals
{
    private const int Int = 2;
    private const int Term = 15;
    private const int Continue = 18;
    private const int Stop = 19;

    /// <summary>Does what Ctrl-C does.</summary>
    public static void Interrupt(int processId) => Send(processId, Int);

    public static void Terminate(int processId) => Send(processId, Term);

    /// <summary>Stops a process where it is, without its knowing, until <see cref="Resume"/>.</summary>
    public static void Freeze(int processId) => Send(processId, Stop);

    public static void Resume(int processId) => Send(processId, Continue);

    private static void Send(int processId, int signal)
    {
        if (Kill(processId, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
