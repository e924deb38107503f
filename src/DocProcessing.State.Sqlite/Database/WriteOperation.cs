namespace DocProcessing.Sqlite;

/// <summary>What must not take a finished write back.</summary>
internal enum Durability
{
    /// <summary>The death of the process.</summary>
    Process,

    /// <summary>A power cut.</summary>
    PowerCut,
}

/// <summary>Something to write, waiting for its turn.</summary>
internal abstract class WriteOperation(Durability durability)
{
    public Durability Durability => durability;

    /// <summary>Claims the operation, once; false when it is claimed already. Whoever claims it, and nobody else, ends it: the writer, or its caller who gives up.</summary>
    public abstract bool TryStart();

    /// <summary>Does the writing. Its caller learns of it with <see cref="Complete"/>, once it is committed.</summary>
    public abstract void Run(SqliteSession session);

    /// <summary>Notes that this operation alone failed.</summary>
    public abstract void Refuse(Exception exception);

    /// <summary>Tells the caller what <see cref="Run"/> gave or <see cref="Refuse"/> noted.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that nothing was written.</summary>
    public abstract void Fail(Exception exception);
}

internal sealed class WriteOperation<T>(Func<SqliteSession, T> write, Durability durability) : WriteOperation(durability)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _claimed;
    private T? _result;
    private Exception? _refusal;

    public Task<T> Done => _done.Task;

    public override bool TryStart() => Interlocked.Exchange(ref _claimed, 1) == 0;

    public void Cancel(CancellationToken cancellationToken)
    {
        if (TryStart())
        {
            _done.TrySetCanceled(cancellationToken);
        }
    }

    public override void Run(SqliteSession session) => _result = write(session);

    public override void Refuse(Exception exception) => _refusal = exception;

    public override void Complete()
    {
        if (_refusal is null)
        {
            _done.TrySetResult(_result!);
        }
        else
        {
            _done.TrySetException(_refusal);
        }
    }

    public override void Fail(Exception exception) => _done.TrySetException(exception);
}
