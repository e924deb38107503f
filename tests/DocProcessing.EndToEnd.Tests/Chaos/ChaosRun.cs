using System.Collections.Concurrent;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.Chaos;

/// <summary>What the clients and the killer of one run share.</summary>
internal sealed class ChaosRun(HostProcess host, ApiClient api)
{
    private readonly ConcurrentDictionary<string, int> _inFlight = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _nextBegin = new();
    private volatile TaskCompletionSource _open = Opened();

    public HostProcess Host => host;

    public ApiClient Api => api;

    public ConcurrentQueue<ChaosDocument> Documents { get; } = new();

    /// <summary>Gets or sets whether the clients are to start nothing new.</summary>
    public bool IsOver { get; set; }

    /// <summary>Holds back every request that has not begun.</summary>
    public void Close() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.TrySetResult();

    public int InFlight(string kind) => _inFlight.GetValueOrDefault(kind);

    /// <summary>Waits until a request of a kind begins.</summary>
    public Task NextBeginAsync(string kind) =>
        _nextBegin.GetOrAdd(kind, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Sends a request once the host is there, and again until it is answered for good.</summary>
    public async Task<ApiAnswer> AskAsync(Func<Task<ApiAnswer>> send, string kind = "other")
    {
        while (true)
        {
            if (await TryAskAsync(send, kind) is { } answer)
            {
                return answer;
            }
        }
    }

    /// <summary>Sends a request once the host is there.</summary>
    /// <returns>The answer, or <see langword="null"/> when the connection broke: then nobody knows what came of it.</returns>
    public async Task<ApiAnswer?> TryAskAsync(Func<Task<ApiAnswer>> send, string kind = "other")
    {
        while (true)
        {
            await _open.Task.WaitAsync(TestContext.Current.CancellationToken);
            Begin(kind);
            try
            {
                var answer = await send();
                if (answer.Status is not (423 or 429 or 503))
                {
                    return answer;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                return null;
            }
            finally
            {
                _inFlight.AddOrUpdate(kind, 0, (_, count) => count - 1);
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private void Begin(string kind)
    {
        _inFlight.AddOrUpdate(kind, 1, (_, count) => count + 1);
        if (_nextBegin.TryRemove(kind, out var waiting))
        {
            waiting.TrySetResult();
        }
    }
}
