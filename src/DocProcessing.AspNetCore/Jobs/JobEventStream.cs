using System.Buffers;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using DocProcessing.Access;
using DocProcessing.WebSockets;
using Microsoft.Extensions.Hosting;

namespace DocProcessing.Jobs;

/// <summary>Sends a job's events as server-sent events: first what is past, then live. The history is the truth; the bus only says when to look.</summary>
internal sealed class JobEventStream(
    IJobService jobs,
    CallerReader callers,
    ProgressBroadcaster broadcaster,
    LiveConnections connections,
    IOptions<WebSocketSettings> settings,
    TimeProvider clock,
    IHostApplicationLifetime lifetime)
{
    private const string Channel = "events";
    private const int HistoryPage = JobQuery.MaxLimit;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(40);

    public async Task HandleAsync(HttpContext context, JobId id)
    {
        var caller = callers.Read(context);
        var after = LastEventId(context.Request);
        using var place = connections.Enter(caller, Channel);
        using var live = new LiveEvents(broadcaster, id);
        var present = await jobs.GetProgressAsync(caller, id, context.RequestAborted);
        if (present.Status.IsTerminal() && after > 0 && after >= present.Sequence)
        {
            // Tells an event source not to connect again.
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        Begin(context.Response);
        using var expired = ExpireAt(TokenExpiry.Of(context));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, expired.Token);
        try
        {
            await SendAsync(new Writer(context.Response, connections.Of(Channel), after), caller, id, live, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            // The token or the host is at its end: the client connects again and goes on after its last event.
        }
    }

    private async Task SendAsync(Writer writer, Caller caller, JobId id, LiveEvents live, CancellationToken cancellationToken)
    {
        while (true)
        {
            await ReplayAsync(writer, caller, id, cancellationToken);
            var present = await jobs.GetProgressAsync(caller, id, cancellationToken);
            if (present.Status.IsTerminal())
            {
                await FinishAsync(writer, present, cancellationToken);
                return;
            }

            // Live events are sent as they come as long as none is missing; then, and at each beat, the history is asked again.
            while (await live.NextAsync(settings.Value.HeartbeatInterval, clock, cancellationToken) is { } progress && progress.Event.Sequence <= writer.Last + 1)
            {
                if (progress.Event.Sequence == writer.Last + 1)
                {
                    await writer.WriteAsync(progress, cancellationToken);
                    if (progress.IsTerminal)
                    {
                        return;
                    }
                }
            }

            await writer.BeatAsync(cancellationToken);
        }
    }

    private async Task ReplayAsync(Writer writer, Caller caller, JobId id, CancellationToken cancellationToken)
    {
        IReadOnlyList<ProgressEvent> events;
        do
        {
            events = await jobs.GetHistoryAsync(caller, id, writer.Last, HistoryPage, cancellationToken);
            foreach (var progress in events)
            {
                await writer.WriteAsync(new SharedProgress(progress), cancellationToken);
            }
        }
        while (events.Count == HistoryPage);
    }

    private static async Task FinishAsync(Writer writer, ProgressEvent present, CancellationToken cancellationToken)
    {
        if (writer.LastStatus != present.Status)
        {
            await writer.WriteAsync(new SharedProgress(present), cancellationToken);
        }
    }

    private static void Begin(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    private static long LastEventId(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].ToString();
        return text.Length == 0 ? 0
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence
            : throw RequestErrors.Invalid("Last-Event-ID is a sequence number.");
    }

    // Not a timer that cancels a source: it may fire once more when both are disposed, and what it then throws ends the process. A source with a
    // delay of its own knows how to be late.
    private CancellationTokenSource ExpireAt(DateTimeOffset? expiresAt)
    {
        if (expiresAt is not { } at || at - clock.GetUtcNow() > LongestDelay)
        {
            return new CancellationTokenSource();
        }

        var left = at - clock.GetUtcNow();
        return new CancellationTokenSource(left < TimeSpan.Zero ? TimeSpan.Zero : left, clock);
    }

    private sealed class Writer(HttpResponse response, ChannelCounters counters, long last)
    {
        public long Last { get; private set; } = last;

        public JobStatus? LastStatus { get; private set; }

        public async Task WriteAsync(SharedProgress progress, CancellationToken cancellationToken)
        {
            var output = response.BodyWriter;
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {progress.Event.Sequence}\nevent: job_progress\ndata: "), output);
            output.Write(progress.Text.Span);
            output.Write("\n\n"u8);
            await output.FlushAsync(cancellationToken);
            Last = Math.Max(Last, progress.Event.Sequence);
            LastStatus = progress.Event.Status;
            Interlocked.Increment(ref counters.MessagesSent);
            Interlocked.Add(ref counters.BytesSent, progress.Text.Length);
        }

        public async Task BeatAsync(CancellationToken cancellationToken)
        {
            response.BodyWriter.Write(": heartbeat\n\n"u8);
            await response.BodyWriter.FlushAsync(cancellationToken);
        }
    }

    private sealed class LiveEvents : IProgressListener, IDisposable
    {
        private const int Capacity = 64;

        private readonly ProgressBroadcaster _broadcaster;
        private readonly JobId _id;

        // What falls out is read from the history, and nothing stands for what the bus has lost.
        private readonly Channel<SharedProgress?> _events = System.Threading.Channels.Channel.CreateBounded<SharedProgress?>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

        public LiveEvents(ProgressBroadcaster broadcaster, JobId id)
        {
            (_broadcaster, _id) = (broadcaster, id);
            broadcaster.Jobs.Add(id, this);
        }

        /// <summary>Waits for the next event.</summary>
        /// <returns>The event, or <see langword="null"/> when none came in time, or some may be lost.</returns>
        public async Task<SharedProgress?> NextAsync(TimeSpan wait, TimeProvider clock, CancellationToken cancellationToken)
        {
            if (_events.Reader.TryRead(out var ready))
            {
                return ready;
            }

            using var late = new CancellationTokenSource(wait, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            try
            {
                return await _events.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return null;
            }
        }

        public void OnProgress(SharedProgress progress) => _events.Writer.TryWrite(progress);

        public void OnNotification(SharedNotification notification)
        {
        }

        public void OnGap(DateTimeOffset since) => _events.Writer.TryWrite(null);

        public void Dispose() => _broadcaster.Jobs.Remove(_id, this);
    }
}
