using System.Net;
using System.Net.Sockets;

namespace DocProcessing.Testing;

/// <summary>What a network does to one connection.</summary>
/// <param name="CutAfterSent">The number of bytes from the client after which it breaks; <see langword="null"/> for never.</param>
/// <param name="CutAfterReceived">The number of bytes from the server after which it breaks.</param>
public sealed record ConnectionFault(long? CutAfterSent = null, long? CutAfterReceived = null)
{
    public static ConnectionFault None { get; } = new();
}

/// <summary>Stands between a client and a server on this machine, and breaks connections as a test plans it.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private const int BlockBytes = 32 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Task _accepting;
    private CancellationTokenSource _cut = new();
    private int _connections;

    public FaultProxy(int targetPort)
    {
        _target = targetPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Gets the number of connections so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Gets or sets what happens to a connection; the first one is number 1.</summary>
    public Func<int, ConnectionFault> Plan { get; set; } = _ => ConnectionFault.None;

    /// <summary>Breaks every connection that is open. A connection keeps the plan that it was made with.</summary>
    public async Task CutAllAsync()
    {
        using var open = Interlocked.Exchange(ref _cut, new CancellationTokenSource());
        await open.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
        _cut.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                running.Add(RelayAsync(client, Plan(Interlocked.Increment(ref _connections))));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task RelayAsync(TcpClient client, ConnectionFault fault)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, _cut.Token);
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                var sending = CopyAsync(client.GetStream(), server.GetStream(), fault.CutAfterSent, over.Token);
                var receiving = CopyAsync(server.GetStream(), client.GetStream(), fault.CutAfterReceived, over.Token);
                var first = await Task.WhenAny(sending, receiving);
                if (await first && first == sending)
                {
                    // A reset, not a polite end: what a lost network looks like. Not after an answer, since it would take what has arrived of it, too.
                    client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
                }

                await over.CancelAsync();
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // One side is gone, and so is the connection.
            }
        }
    }

    /// <returns>Whether it was cut.</returns>
    private static async Task<bool> CopyAsync(NetworkStream from, NetworkStream to, long? cutAfter, CancellationToken cancellationToken)
    {
        var block = new byte[BlockBytes];
        for (long copied = 0; ;)
        {
            var most = (int)Math.Min(block.Length, (cutAfter ?? long.MaxValue) - copied);
            var count = most == 0 ? 0 : await from.ReadAsync(block.AsMemory(0, most), cancellationToken);
            if (count == 0)
            {
                return most == 0;
            }

            await to.WriteAsync(block.AsMemory(0, count), cancellationToken);
            copied += count;
        }
    }
}
