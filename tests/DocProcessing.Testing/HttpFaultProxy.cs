using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DocProcessing.Testing;

/// <summary>Stands between an HTTP client and a server, one request for each connection, and does to each request what a test plans.</summary>
public sealed class HttpFaultProxy : IAsyncDisposable
{
    private const int BlockBytes = 16 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SeenRequest> _requests = new();
    private readonly int _target;
    private readonly Task _accepting;

    public HttpFaultProxy(int targetPort)
    {
        _target = targetPort;
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Gets all requests so far, in the order in which they came.</summary>
    public IReadOnlyCollection<SeenRequest> Requests => _requests;

    /// <summary>Gets or sets what happens to a request, by its method, path and the beginning of its body.</summary>
    public Func<string, string, string, RequestFault> Plan { get; set; } = (_, _, _) => RequestFault.None;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                running.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                if (await RequestHead.ReadAsync(client.GetStream(), _stop.Token) is { } head)
                {
                    var seen = new SeenRequest(head.Method, head.Path, head.Body, Plan(head.Method, head.Path, head.Body));
                    _requests.Enqueue(seen);
                    await Task.Delay(seen.Fault.Delay, _stop.Token);
                    await ServeAsync(client, server, head, seen);
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // One side is gone, and so is the connection.
            }
        }
    }

    private async Task ServeAsync(TcpClient client, TcpClient server, RequestHead head, SeenRequest seen)
    {
        var fault = seen.Fault;
        if (fault.Kind == RequestFaultKind.Refuse)
        {
            await RefuseAsync(client.GetStream(), head, fault);
            return;
        }

        await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var most = fault.Kind is RequestFaultKind.CutRequest or RequestFaultKind.Freeze ? fault.Bytes : long.MaxValue;
        if (fault.Kind == RequestFaultKind.Corrupt)
        {
            head.BodyStart[(int)fault.Bytes] ^= 1;
        }

        var sending = SendAsync(client.GetStream(), server.GetStream(), head, most, over.Token);
        if (most < long.MaxValue && await sending)
        {
            if (fault.Kind == RequestFaultKind.Freeze)
            {
                await client.GetStream().CopyToAsync(Stream.Null, _stop.Token);
            }

            Reset(client);
            return;
        }

        try
        {
            await AnswerAsync(client, server.GetStream(), seen);
        }
        finally
        {
            await over.CancelAsync();
            await sending.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task AnswerAsync(TcpClient client, NetworkStream server, SeenRequest seen)
    {
        var most = seen.Fault.Kind switch
        {
            RequestFaultKind.LoseAnswer => 0,
            RequestFaultKind.CutAnswer => seen.Fault.Bytes,
            _ => long.MaxValue,
        };
        var block = new byte[BlockBytes];
        var started = Stopwatch.GetTimestamp();
        for (long copied = 0; ;)
        {
            var count = await server.ReadAsync(block, _stop.Token);
            if (copied == 0 && count > 12)
            {
                seen.Waited = seen.Fault.Delay + Stopwatch.GetElapsedTime(started);
                seen.Status = int.Parse(Encoding.ASCII.GetString(block, 9, 3), CultureInfo.InvariantCulture);
            }

            if (count == 0)
            {
                seen.IsAnswerDelivered = most == long.MaxValue;
                break;
            }

            // What is lost is read all the same: the server has done its work by then.
            var kept = (int)Math.Clamp(most - copied, 0, count);
            copied += count;

            // Told before the last byte goes, since whoever has it may look at once.
            seen.IsAnswerDelivered = most == long.MaxValue;
            await client.GetStream().WriteAsync(block.AsMemory(0, kept), _stop.Token);
            if (copied >= most && seen.Fault.Kind == RequestFaultKind.CutAnswer)
            {
                break;
            }
        }

        if (seen.Fault.Kind == RequestFaultKind.LoseAnswer)
        {
            Reset(client);
        }
    }

    // A reset, not a polite end: what a lost network looks like.
    private static void Reset(TcpClient client) => client.Client.LingerState = new LingerOption(enable: true, seconds: 0);

    private async Task RefuseAsync(NetworkStream client, RequestHead head, RequestFault fault)
    {
        var block = new byte[BlockBytes];
        for (var left = head.BodyLength - head.BodyStart.Length; left > 0;)
        {
            var count = await client.ReadAsync(block, _stop.Token);
            left -= count > 0 ? count : left;
        }

        var wait = fault.RetryAfter is null ? string.Empty : $"Retry-After: {fault.RetryAfter}\r\n";
        await client.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {fault.Status} Refused\r\n{wait}Content-Length: 0\r\nConnection: close\r\n\r\n"), _stop.Token);
    }

    /// <returns>Whether all that was allowed has gone, and there was more.</returns>
    private static async Task<bool> SendAsync(NetworkStream client, NetworkStream server, RequestHead head, long most, CancellationToken cancellationToken)
    {
        await server.WriteAsync(head.Bytes, cancellationToken);
        var left = head.BodyLength;
        var block = head.BodyStart;
        while (left > 0)
        {
            if (block.Length > most)
            {
                await server.WriteAsync(block.AsMemory(0, (int)most), cancellationToken);
                return true;
            }

            await server.WriteAsync(block, cancellationToken);
            (left, most) = (left - block.Length, most - block.Length);
            if (left > 0)
            {
                var next = new byte[BlockBytes];
                var count = await client.ReadAsync(next, cancellationToken);
                block = count > 0 ? next[..count] : throw new IOException("The client is gone.");
            }
        }

        // What follows a request without a length is a socket's own.
        while (head.IsUpgrade)
        {
            var next = new byte[BlockBytes];
            var count = await client.ReadAsync(next, cancellationToken);
            if (count == 0)
            {
                break;
            }

            await server.WriteAsync(next.AsMemory(0, count), cancellationToken);
        }

        return most == 0;
    }
}
