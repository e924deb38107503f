namespace DocProcessing.Conformance;

/// <summary>What a store is asked to do.</summary>
public enum StorageOperation
{
    Put,
    OpenRead,
    Stat,
    List,
    Delete,
    Initiate,
    OpenPart,
    WritePart,
    CommitPart,
    ListParts,
    Complete,
    Abort,
    ListMultipart,
}

/// <summary>A call of a store.</summary>
/// <param name="Operation">What it asks for.</param>
/// <param name="Number">Which call of this operation it is, from 1.</param>
/// <param name="Key">The key or prefix it is about.</param>
public sealed record StorageCall(StorageOperation Operation, int Number, string Key);

/// <summary>What goes wrong in a call.</summary>
public abstract record StorageFault
{
    private StorageFault()
    {
    }

    /// <summary>The call fails and has done nothing.</summary>
    public sealed record Fail(Exception Error) : StorageFault;

    /// <summary>The call has done its work, and its answer is lost.</summary>
    public sealed record LoseAnswer(Exception Error) : StorageFault;

    /// <summary>The call waits for a signal first.</summary>
    public sealed record Slow(Task Until) : StorageFault;

    /// <summary>Content that is read or written breaks off after some bytes.</summary>
    public sealed record Cut(int AfterBytes, Exception Error) : StorageFault;
}
