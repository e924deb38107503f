using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace DocProcessing.EndToEnd.Client;

/// <summary>A live connection that keeps all it has received.</summary>
internal sealed class ProgressSocket : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket;
    private readonly List<JsonElement> _messages = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _receiving = Task.CompletedTask;
    private bool _ended;

    private ProgressSocket(ClientWebSocket socket) => _socket = socket;

    public WebSocketState State => _socket.State;

    public IReadOnlyList<JsonElement> Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages];
            }
        }
    }

    /// <summary>Connects; the first message, <c>connected</c>, has come when this returns.</summary>
    public static async Task<ProgressSocket> OpenAsync(Uri host, string? token, string route = "progress")
    {
        var query = token is null ? string.Empty : $"?token={Uri.EscapeDataString(token)}";
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{host.Authority}/api/v1/ws/{route}{query}"), TestContext.Current.CancellationToken);
        }
        catch (WebSocketException) when (socket.HttpStatusCode != 0)
        {
            var status = (int)socket.HttpStatusCode;
            socket.Dispose();
            throw new SocketRefusedException(status);
        }

        var opened = new ProgressSocket(socket);
        opened._receiving = opened.ReceiveAsync();
        await opened.WaitAsync(message => TypeOf(message) == "connected");
        return opened;
    }

    public Task SendAsync(object message) => SendTextAsync(JsonSerializer.Serialize(message));

    public Task SendTextAsync(string text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    /// <summary>Follows jobs, from a sequence on where one is given.</summary>
    public Task SubscribeAsync(string jobId, long? since = null) =>
        since is null ? SendAsync(new { type = "subscribe", job_ids = new[] { jobId } }) : SendAsync(new { type = "subscribe", job_ids = new[] { jobId }, since });

    /// <summary>Finds the first message that is as wanted, among those that came and those that will.</summary>
    public async Task<JsonElement> WaitAsync(Func<JsonElement, bool> wanted, TimeSpan? timeout = null, int from = 0)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(timeout ?? Patience);
        for (var seen = from; ;)
        {
            Task news;
            bool ended;
            lock (_gate)
            {
                for (; seen < _messages.Count; seen++)
                {
                    if (wanted(_messages[seen]))
                    {
                        return _messages[seen];
                    }
                }


                (news, ended) = (_news.Task, _ended);
            }

            Assert.False(ended, $"The connection was closed before the message came: {_socket.CloseStatus} {_socket.CloseStatusDescription}. {Describe()}");
            try
            {
                await news.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"The message did not come in time. {Describe()}");
            }
        }
    }

    /// <summary>Reads what came and what comes, until the connection ends.</summary>
    public async IAsyncEnumerable<JsonElement> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var seen = 0; ;)
        {
            Task news;
            bool ended;
            JsonElement[] fresh;
            lock (_gate)
            {
                (news, ended, fresh) = (_news.Task, _ended, [.. _messages.Skip(seen)]);
            }

            foreach (var message in fresh)
            {
                yield return message;
            }

            seen += fresh.Length;
            if (ended)
            {
                yield break;
            }

            await news.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits for the event that ends a job.</summary>
    public Task<JsonElement> WaitForEndAsync(string jobId, TimeSpan? timeout = null) =>
        WaitAsync(message => IsProgress(message, jobId) && JobStates.IsTerminal(StatusOf(message)), timeout ?? TimeSpan.FromSeconds(60));

    public Task<JsonElement> WaitForErrorAsync(string code, TimeSpan? timeout = null) =>
        WaitAsync(message => TypeOf(message) == "error" && message.GetProperty("code").GetString() == code, timeout);

    public IReadOnlyList<JsonElement> ProgressOf(string jobId) => [.. Messages.Where(message => IsProgress(message, jobId)).Select(message => message.GetProperty("data"))];

    public static string TypeOf(JsonElement message) => message.TryGetProperty("type", out var type) ? type.GetString() ?? string.Empty : string.Empty;

    public static bool IsProgress(JsonElement message, string jobId) =>
        TypeOf(message) == "job_progress" && message.GetProperty("job_id").GetString() == jobId;

    public static string StatusOf(JsonElement message) => message.GetProperty("data").GetProperty("status").GetString()!;

    public static string? StageOf(JsonElement message) =>
        message.GetProperty("data").TryGetProperty("stage", out var stage) && stage.ValueKind == JsonValueKind.String ? stage.GetString() : null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _stop.Dispose();
    }

    private string Describe() => $"Received: {string.Join('\n', Messages.TakeLast(20).Select(message => message.GetRawText()))}";

    private async Task ReceiveAsync()
    {
        var buffer = new byte[16 << 10];
        var text = new MemoryStream();
        try
        {
            while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                var result = await _socket.ReceiveAsync(buffer.AsMemory(), _stop.Token);
                text.Write(buffer, 0, result.Count);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                if (result.EndOfMessage)
                {
                    Add(text.ToArray());
                    text.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The host was killed, or the test is over.
        }
        finally
        {
            Wake(ended: true);
        }
    }

    private void Add(byte[] text)
    {
        using var document = JsonDocument.Parse(text);
        lock (_gate)
        {
            _messages.Add(document.RootElement.Clone());
        }

        Wake();
    }

    private void Wake(bool ended = false)
    {
        lock (_gate)
        {
            _ended |= ended;
            _news.TrySetResult();
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}

/// <summary>The host answered the handshake with an error.</summary>
internal sealed class SocketRefusedException(int status) : Exception($"The handshake was refused with {status}.")
{
    public int Status { get; } = status;
}
