using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DocProcessing.Client.Http;
using DocProcessing.Client.Serialization;

namespace DocProcessing.Client.Watching;

/// <summary>Hears of a job over a WebSocket.</summary>
internal sealed class SocketFeed(ApiTransport api, string jobId) : IJobFeed
{
    private const int TokenExpired = 4401;

    private string? _token;
    private bool _isTokenRefused;

    public async IAsyncEnumerable<JobProgress> ReadAsync(long after, Action onConnected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var socket = await ApiTransport.GuardAsync(() => ConnectAsync(cancellationToken), cancellationToken);
        await ApiTransport.GuardAsync(() => SendAsync(socket, new SocketRequest("subscribe", [jobId], after), cancellationToken), cancellationToken);
        var messages = new MessageReader(socket);
        while (await ApiTransport.GuardAsync(() => NextAsync(socket, messages, cancellationToken), cancellationToken) is { } message)
        {
            switch (message)
            {
                case { Type: "subscribed" }:
                    onConnected();
                    break;
                case { Type: SocketMessage.Progress, Data: { } progress } when message.JobId == jobId:
                    yield return progress;
                    break;
                case { Type: "error", Code: { } code }:
                    throw new DocumentProcessingClientException(message.Message ?? code, code == Codes.JobNotFound ? HttpStatusCode.NotFound : null, code);
            }
        }
    }

    private async Task<ClientWebSocket> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectOnceAsync(cancellationToken);
        }
        catch (WebSocketException) when (_isTokenRefused)
        {
            return await ConnectOnceAsync(cancellationToken);
        }
    }

    private async Task<ClientWebSocket> ConnectOnceAsync(CancellationToken cancellationToken)
    {
        _token = await api.TokenAsync(_isTokenRefused ? _token : null, cancellationToken);
        _isTokenRefused = false;
        using var watch = new StallWatch(api.Options.StallTimeout, api.Clock, cancellationToken);
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.CollectHttpResponseDetails = true;
            if (_token is not null)
            {
                socket.Options.SetRequestHeader("Authorization", $"Bearer {_token}");
            }

            await socket.ConnectAsync(Address(), api.Http, watch.Token);
            return socket;
        }
        catch
        {
            _isTokenRefused = socket.HttpStatusCode == HttpStatusCode.Unauthorized;
            socket.Dispose();
            throw;
        }
    }

    private Uri Address() => new UriBuilder(new Uri(api.Root, "api/v1/ws/progress")) { Scheme = api.Root.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs }.Uri;

    private static async Task<bool> SendAsync(ClientWebSocket socket, SocketRequest message, CancellationToken cancellationToken)
    {
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, ClientJson.Wire.SocketRequest), WebSocketMessageType.Text, true, cancellationToken);
        return true;
    }

    /// <summary>Waits for a message. A silent host is asked for a sign of life; one that then is still silent is gone.</summary>
    private async Task<SocketMessage?> NextAsync(ClientWebSocket socket, MessageReader messages, CancellationToken cancellationToken)
    {
        var patience = api.Options.StallTimeout / 2;
        var next = messages.NextAsync(cancellationToken);
        try
        {
            return Closed(socket, await next.WaitAsync(patience, api.Clock, cancellationToken));
        }
        catch (TimeoutException)
        {
            await SendAsync(socket, new SocketRequest("ping"), cancellationToken).WaitAsync(patience, api.Clock, cancellationToken);
            return Closed(socket, await next.WaitAsync(patience, api.Clock, cancellationToken));
        }
    }

    private SocketMessage? Closed(ClientWebSocket socket, SocketMessage? message)
    {
        _isTokenRefused = message is null && (int?)socket.CloseStatus == TokenExpired;
        return message;
    }

    /// <summary>Puts messages together.</summary>
    private sealed class MessageReader(ClientWebSocket socket)
    {
        private const int BlockBytes = 8 << 10;
        private const int MaxBytes = 1 << 20;

        private readonly ArrayBufferWriter<byte> _message = new(BlockBytes);

        /// <returns>The next message, or <see langword="null"/> when the host has closed.</returns>
        public async Task<SocketMessage?> NextAsync(CancellationToken cancellationToken)
        {
            _message.ResetWrittenCount();
            while (true)
            {
                var received = await socket.ReceiveAsync(_message.GetMemory(BlockBytes), cancellationToken);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                _message.Advance(received.Count);
                if (received.EndOfMessage)
                {
                    return Parse();
                }

                if (_message.WrittenCount > MaxBytes)
                {
                    throw Problems.NotUnderstood(null, null);
                }
            }
        }

        private SocketMessage Parse()
        {
            try
            {
                return JsonSerializer.Deserialize(_message.WrittenSpan, ClientJson.Wire.SocketMessage) ?? new SocketMessage();
            }
            catch (JsonException exception)
            {
                throw Problems.NotUnderstood(null, exception);
            }
        }
    }
}
