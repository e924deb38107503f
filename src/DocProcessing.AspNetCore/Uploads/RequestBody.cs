using System.IO.Pipelines;

namespace DocProcessing.Uploads;

/// <summary>
/// A request's body, read once. Its errors come out as errors with a code, and a sender of whom nothing more comes is given up: one whose network is gone
/// would keep its part from being sent again for as long as its connection looks alive.
/// </summary>
/// <param name="body">Where the bytes arrive.</param>
/// <param name="patience">How long nothing may come.</param>
/// <param name="clock">Tells how long that is.</param>
internal sealed class RequestBody(PipeReader body, TimeSpan patience, TimeProvider clock) : IDisposable
{
    // Late by a quarter at most, for one timer a request.
    private const int LooksPerPatience = 4;

    private readonly long _opened = clock.GetTimestamp();
    private ITimer? _look;
    private long _waitingSince;
    private volatile bool _hasStalled;

    public async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var reading = body.ReadAsync(cancellationToken);
            var result = reading.IsCompletedSuccessfully ? reading.Result : await WaitAsync(reading);
            if (!_hasStalled)
            {
                return result;
            }
        }
        catch (IOException exception) when (exception is not BadHttpRequestException { StatusCode: not StatusCodes.Status400BadRequest })
        {
            throw RequestErrors.Incomplete(exception);
        }

        throw new BadHttpRequestException("Nothing more of the body came.", StatusCodes.Status408RequestTimeout);
    }

    public void AdvanceTo(SequencePosition consumed) => body.AdvanceTo(consumed);

    public void AdvanceTo(SequencePosition consumed, SequencePosition examined) => body.AdvanceTo(consumed, examined);

    public void CancelPendingRead() => body.CancelPendingRead();

    public void Dispose() => _look?.Dispose();

    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> reading)
    {
        Volatile.Write(ref _waitingSince, Now);
        _look ??= clock.CreateTimer(static state => ((RequestBody)state!).Look(), this, patience / LooksPerPatience, patience / LooksPerPatience);
        var result = await reading;
        Volatile.Write(ref _waitingSince, 0);
        return result;
    }

    // Ticks from 1: nothing is waited for at 0.
    private long Now => clock.GetElapsedTime(_opened).Ticks + 1;

    private void Look()
    {
        if (Volatile.Read(ref _waitingSince) is var since and > 0 && Now - since >= patience.Ticks)
        {
            _hasStalled = true;
            body.CancelPendingRead();
        }
    }
}
