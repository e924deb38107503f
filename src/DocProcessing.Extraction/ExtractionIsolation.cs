namespace DocProcessing;

/// <summary>Where the parsers of complex formats run.</summary>
public enum ExtractionIsolation
{
    /// <summary>In child processes with a memory limit: a parser that crashes, hangs or swallows memory fails its own job only.</summary>
    ChildProcess,

    /// <summary>In the host: for hosts that cannot start children, such as single-file ones. A stack overflow in a parser ends the host.</summary>
    InProcess,
}
