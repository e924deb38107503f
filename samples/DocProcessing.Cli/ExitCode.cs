namespace DocProcessing.Cli;

/// <summary>How the program ends: part of its contract, since scripts read it.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Unreachable = 3;
    public const int NotAuthorised = 4;
    public const int Interrupted = 130;
}
