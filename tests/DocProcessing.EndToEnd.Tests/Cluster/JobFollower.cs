using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using DocProcessing.EndToEnd.Client;

namespace DocProcessing.EndToEnd.Cluster;

/// <summary>Follows jobs over one WebSocket at a time; when it breaks, over another one, from where it was.</summary>
internal sealed class JobFollower(ApiClient api)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, long> _last = new();
    private readonly ConcurrentDictionary<string, List<(long Sequence, string Status)>> _ends = new();
    private readonly Lock _gate = new();
    private ProgressSocket? _socket;

    public int Connections { get; private set; }

    /// <summary>Gets the jobs whose end was told, and what was told of it.</summary>
    public IReadOnlyDictionary<string, List<(long Sequence, string Status)>> Ends => _ends;

    public void Follow(string jobId)
    {
        ProgressSocket? socket;
        lock (_gate)
        {
            if (!_last.TryAdd(jobId, 0))
            {
                return;
            }

            socket = _socket;
        }

        if (socket is not null)
        {
            _ = SubscribeAsync(socket, [jobId]);
        }
    }

    /// <summary>Reads until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var socket = await api.OpenSocketAsync().WaitAsync(stop);
                Connections++;
                await FollowAsync(socket, stop);
            }
            catch (Exception exception) when (exception is WebSocketException or SocketRefusedException or IOException or Xunit.Sdk.XunitException)
            {
                // No node behind the proxy, or one that was killed before it said "connected".
                await Task.Delay(Pause, TestContext.Current.CancellationToken);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Enough was seen.
            }
        }
    }

    private async Task FollowAsync(ProgressSocket socket, CancellationToken stop)
    {
        string[] open;
        lock (_gate)
        {
            _socket = socket;
            open = [.. _last.Keys.Where(job => !_ends.ContainsKey(job))];
        }

        try
        {
            await SubscribeAsync(socket, open);
            await foreach (var message in socket.ReadAllAsync(stop))
            {
                if (ProgressSocket.TypeOf(message) == "error")
                {
                    // The node's store was away when it was to look a job up: ask again, as the contract says.
                    await Task.Delay(Pause, stop);
                    await SubscribeAsync(socket, [.. _last.Keys.Where(job => !_ends.ContainsKey(job))]);
                }

                Take(message);
            }
        }
        finally
        {
            lock (_gate)
            {
                _socket = null;
            }
        }
    }

    private void Take(JsonElement message)
    {
        if (ProgressSocket.TypeOf(message) != "job_progress")
        {
            return;
        }

        var job = message.GetProperty("job_id").GetString()!;
        var sequence = message.GetProperty("data").GetProperty("sequence").GetInt64();
        _last[job] = Math.Max(_last[job], sequence);
        if (JobStates.IsTerminal(ProgressSocket.StatusOf(message)))
        {
            _ends.GetOrAdd(job, _ => []).Add((sequence, ProgressSocket.StatusOf(message)));
        }
    }

    private async Task SubscribeAsync(ProgressSocket socket, string[] jobs)
    {
        if (jobs.Length == 0)
        {
            return;
        }

        try
        {
            await socket.SendAsync(new { type = "subscribe", job_ids = jobs, since = jobs.ToDictionary(job => job, job => _last[job]) });
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or IOException)
        {
            // It has just ended: the next one follows these jobs, too.
        }
    }
}
