namespace DocProcessing.Compression;

/// <summary>A stream whose first bytes were looked at, from its start again.</summary>
/// <param name="start">The bytes that were looked at.</param>
/// <param name="rest">The stream, behind them.</param>
/// <param name="ownsRest">Whether the rest is disposed with this.</param>
internal sealed class RestartedStream(ReadOnlyMemory<byte> start, Stream rest, bool ownsRest) : ForwardStream
{
    private ReadOnlyMemory<byte> _start = start;

    public override int Read(Span<byte> buffer) => _start.IsEmpty ? rest.Read(buffer) : Move(ref _start, buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _start.IsEmpty ? rest.ReadAsync(buffer, cancellationToken) : ValueTask.FromResult(Move(ref _start, buffer.Span));
    }

    public override async ValueTask DisposeAsync()
    {
        if (ownsRest)
        {
            await rest.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && ownsRest)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }
}
