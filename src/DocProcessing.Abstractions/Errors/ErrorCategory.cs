namespace DocProcessing;

/// <summary>Whose fault an error is and what a caller can do: each category is one HTTP status.</summary>
public enum ErrorCategory
{
    /// <summary>The request is not understood (400).</summary>
    Invalid,

    /// <summary>The caller may not do this (403).</summary>
    Forbidden,

    /// <summary>It does not exist, or is another user's (404).</summary>
    NotFound,

    /// <summary>It is not in a state that allows this (409).</summary>
    Conflict,

    /// <summary>It existed, and has expired or was cancelled (410).</summary>
    Gone,

    /// <summary>More bytes than are allowed (413).</summary>
    TooLarge,

    /// <summary>A type that is not accepted (415).</summary>
    UnsupportedType,

    /// <summary>Understood, but the content does not hold (422).</summary>
    Unprocessable,

    /// <summary>Another request is writing it at this moment (423).</summary>
    Busy,

    /// <summary>Too many; later it will go (429).</summary>
    LimitReached,

    /// <summary>A store is out of reach for now; later it will go (503).</summary>
    Unavailable,
}
