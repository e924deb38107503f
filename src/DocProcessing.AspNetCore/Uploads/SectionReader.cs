using System.Buffers;
using System.IO.Pipelines;

namespace DocProcessing.Uploads;

/// <summary>Reads one section of a multipart body (RFC 2046, 5.1) straight from the body's own buffers, up to the delimiter that ends it.</summary>
/// <param name="body">The body, at the section's first byte. When the section is read to its end, it stands behind the delimiter.</param>
/// <param name="delimiter">What ends the section.</param>
internal sealed class SectionReader(RequestBody body, byte[] delimiter) : PipeReader
{
    private ReadOnlySequence<byte> _buffer;
    private long _length;
    private bool _endSeen;
    private bool _ended;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (!_ended)
        {
            var result = await body.ReadAsync(cancellationToken);
            _buffer = result.Buffer;
            FindEnd();
            var isCut = result.IsCompleted && !_endSeen;
            if (!isCut && (_length > 0 || _endSeen))
            {
                return new ReadResult(_buffer.Slice(0, _length), result.IsCanceled, _endSeen);
            }

            // Given back before anything is thrown: the server reads on, so that the client sees what is wrong.
            body.AdvanceTo(_buffer.Start, _buffer.End);
            if (isCut)
            {
                throw RequestErrors.Incomplete();
            }
        }

        return new ReadResult(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);
    }

    public override bool TryRead(out ReadResult result)
    {
        result = default;
        return false;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_ended)
        {
            return;
        }

        var taken = _buffer.Slice(0, consumed).Length;
        var sawAll = !_endSeen && _buffer.Slice(0, examined).Length == _length;
        var left = _length - taken;
        if (_endSeen && left == 0)
        {
            _ended = true;
            body.AdvanceTo(_buffer.GetPosition(delimiter.Length, consumed));
        }
        else
        {
            // What was held back, because the delimiter may begin there, was looked at as well.
            body.AdvanceTo(consumed, sawAll ? _buffer.End : examined);
        }

        _length = left;
        _buffer = default;
    }

    public override void CancelPendingRead() => body.CancelPendingRead();

    // The body is the form's: a section's end is not its end.
    public override void Complete(Exception? exception = null)
    {
    }

    /// <summary>Sets how much of the buffer is the section's for certain. What earlier looks have found to be so is not looked at again.</summary>
    private void FindEnd()
    {
        if (_endSeen)
        {
            return;
        }

        if (Delimiter.Find(_buffer.Slice(_length), delimiter) is { } end)
        {
            _length += end;
            _endSeen = true;
        }
        else
        {
            _length = Math.Max(_length, _buffer.Length - delimiter.Length + 1);
        }
    }
}
