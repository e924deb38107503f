using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace DocProcessing.Hashing;

/// <summary>The MD5 of one message, of which a batcher takes the blocks together with those of others.</summary>
internal sealed class Md5Hash : IValueTaskSource, IDisposable
{
    private readonly Md5Batcher _batcher;
    private readonly byte[] _open = new byte[Md5State.BlockBytes];
    private ManualResetValueTaskSourceCore<bool> _append = new() { RunContinuationsAsynchronously = true };
    private Md5State _state = Md5State.Initial;
    private ReadOnlySequence<byte> _bytes;
    private SequencePosition _next;
    private MemoryHandle _pin;
    private ulong _length;
    private bool _disposed;

    public Md5Hash(Md5Batcher batcher)
    {
        _batcher = batcher;
        batcher.Enter();
    }

    public ref Md5State State => ref _state;

    /// <summary>Gets where the blocks begin that can be taken at once.</summary>
    public nint RunAddress { get; private set; }

    /// <summary>Gets how many blocks can be taken at once.</summary>
    public int RunBlocks { get; private set; }

    /// <summary>Gets whether the next bytes are taken on the caller's own thread.</summary>
    public bool RunsHere => _batcher.IsSparse;

    private int OpenLength => (int)(_length % Md5State.BlockBytes);

    /// <summary>Takes the next bytes. Their memory is the caller's again when the task has ended; until then nothing else may be called.</summary>
    public ValueTask AppendAsync(in ReadOnlySequence<byte> bytes)
    {
        if (_batcher.IsSparse)
        {
            foreach (var segment in bytes)
            {
                _state.Compress(Open(segment.Span));
            }

            return ValueTask.CompletedTask;
        }

        _bytes = bytes;
        _next = bytes.Start;
        if (!NextRun())
        {
            return ValueTask.CompletedTask;
        }

        _append.Reset();
        _batcher.Add(this);
        return new ValueTask(this, _append.Version);
    }

    /// <summary>Ends the message.</summary>
    /// <returns>Its MD5: 32 lower-case hex digits.</returns>
    public string Finish()
    {
        Span<byte> padding = stackalloc byte[2 * Md5State.BlockBytes];
        padding.Clear();
        var open = OpenLength;
        _open.AsSpan(0, open).CopyTo(padding);
        padding[open] = 0x80;
        var length = open < Md5State.BlockBytes - sizeof(ulong) ? Md5State.BlockBytes : 2 * Md5State.BlockBytes;
        BinaryPrimitives.WriteUInt64LittleEndian(padding[(length - sizeof(ulong))..], _length * 8);
        _state.Compress(padding[..length]);
        return Convert.ToHexStringLower(MemoryMarshal.AsBytes((ReadOnlySpan<uint>)_state));
    }

    /// <summary>Goes on after blocks of the run that were taken into <see cref="State"/>.</summary>
    /// <returns><see langword="false"/> when the bytes are all taken.</returns>
    public bool Advance(int blocks)
    {
        RunAddress += blocks * Md5State.BlockBytes;
        RunBlocks -= blocks;
        if (RunBlocks > 0)
        {
            return true;
        }

        _pin.Dispose();
        return NextRun();
    }

    /// <summary>Takes blocks of the run with nobody beside.</summary>
    public unsafe void TakeAlone(int blocks) => _state.Compress(new ReadOnlySpan<byte>((byte*)RunAddress, blocks * Md5State.BlockBytes));

    public void CompleteAppend() => _append.SetResult(true);

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _batcher.Leave();
        }
    }

    void IValueTaskSource.GetResult(short token) => _append.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _append.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _append.OnCompleted(continuation, state, token, flags);

    private unsafe bool NextRun()
    {
        while (_bytes.TryGet(ref _next, out var segment))
        {
            var run = Open(segment.Span);
            if (run.Length > 0)
            {
                _pin = segment.Pin();
                RunAddress = (nint)_pin.Pointer + (segment.Length - run.Length - OpenLength);
                RunBlocks = run.Length / Md5State.BlockBytes;
                return true;
            }
        }

        _bytes = default;
        return false;
    }

    /// <summary>Completes the block that earlier bytes have begun, and keeps the bytes that begin another.</summary>
    /// <returns>The whole blocks between them, which must be taken next.</returns>
    private ReadOnlySpan<byte> Open(ReadOnlySpan<byte> bytes)
    {
        var open = OpenLength;
        _length += (uint)bytes.Length;
        if (open > 0)
        {
            var missing = Math.Min(Md5State.BlockBytes - open, bytes.Length);
            bytes[..missing].CopyTo(_open.AsSpan(open));
            bytes = bytes[missing..];
            if (open + missing < Md5State.BlockBytes)
            {
                return [];
            }

            _state.Compress(_open);
        }

        bytes[^OpenLength..].CopyTo(_open);
        return bytes[..^OpenLength];
    }
}
