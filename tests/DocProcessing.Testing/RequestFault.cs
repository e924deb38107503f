namespace DocProcessing.Testing;

/// <summary>What happens to a request on its way.</summary>
public enum RequestFaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The connection is reset after some bytes of the request.</summary>
    CutRequest,

    /// <summary>The connection ends after some bytes of the answer, or of the messages that follow it.</summary>
    CutAnswer,

    /// <summary>The server gets the whole request and answers; the client sees a reset.</summary>
    LoseAnswer,

    /// <summary>After some bytes of the request nothing moves any more, until the client gives the connection up.</summary>
    Freeze,

    /// <summary>One byte of the request's body arrives as another.</summary>
    Corrupt,

    /// <summary>The proxy answers itself; the server learns nothing.</summary>
    Refuse,
}

/// <summary>What happens to one request.</summary>
/// <param name="Kind">What.</param>
/// <param name="Bytes">After how many bytes of the body or the answer; of <see cref="RequestFaultKind.Corrupt"/>, which one, among the first 2048.</param>
/// <param name="Status">The status of <see cref="RequestFaultKind.Refuse"/>.</param>
/// <param name="RetryAfter">Its Retry-After header.</param>
/// <param name="Delay">How long the request is held up first.</param>
public sealed record RequestFault(RequestFaultKind Kind, long Bytes = 0, int Status = 503, string? RetryAfter = null, TimeSpan Delay = default)
{
    public static RequestFault None { get; } = new(RequestFaultKind.None);
}

/// <summary>A request that came by.</summary>
public sealed record SeenRequest(string Method, string Path, string Body, RequestFault Fault)
{
    /// <summary>Gets or sets the server's status; 0 when it did not answer.</summary>
    public int Status { get; set; }

    /// <summary>Gets or sets how long the client waited for the answer to begin.</summary>
    public TimeSpan Waited { get; set; }

    /// <summary>Gets or sets whether the client could see the whole answer.</summary>
    public bool IsAnswerDelivered { get; set; }

    /// <summary>Finds a field of a form, as far as the body's beginning shows it.</summary>
    public string? Field(string name)
    {
        var start = Body.IndexOf($"name=\"{name}\"\r\n\r\n", StringComparison.Ordinal);
        return start < 0 ? null : Body[(Body.IndexOf("\r\n\r\n", start, StringComparison.Ordinal) + 4)..].Split("\r\n")[0];
    }
}
