using DocProcessing.InProcess;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DocProcessing.Benchmarks.Queue;

/// <summary>A ticket's way through the queue, out of 10 000 of all priorities, to workers that do nothing with it.</summary>
public class QueueBenchmarks
{
    private const int Tickets = 10_000;

    private readonly Delivery _delivery = new(Tickets);
    private readonly JobTicket[] _tickets = [.. Enumerable.Range(0, Tickets).Select(TicketOf)];
    private InProcessJobQueue _queue = null!;
    private PriorityChannel _channel = null!;

    [Params(1, 8)]
    public int Workers { get; set; }

    [GlobalSetup(Target = nameof(Channel))]
    public void StartChannel() => _channel = new PriorityChannel(_delivery, Workers);

    [GlobalCleanup(Target = nameof(Channel))]
    public Task StopChannelAsync() => _channel.StopAsync();

    [Benchmark(Baseline = true, OperationsPerInvoke = Tickets, Description = "bare priority channel")]
    public Task Channel()
    {
        var delivered = _delivery.Begin();
        foreach (var ticket in _tickets)
        {
            _channel.Enqueue(ticket);
        }

        return delivered;
    }

    [GlobalSetup(Target = nameof(Queue))]
    public async Task StartQueueAsync()
    {
        _queue = new InProcessJobQueue(Options.Create(new InProcessQueueOptions()), TimeProvider.System, NullLogger<InProcessJobQueue>.Instance);
        await _queue.StartWorkersAsync(_delivery, Workers, CancellationToken.None);
    }

    [GlobalCleanup(Target = nameof(Queue))]
    public async Task StopQueueAsync()
    {
        await _queue.StopWorkersAsync(CancellationToken.None);
        _queue.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Tickets, Description = "in-process queue")]
    public async Task Queue()
    {
        var delivered = _delivery.Begin();
        foreach (var ticket in _tickets)
        {
            await _queue.EnqueueAsync(ticket, CancellationToken.None);
        }

        await delivered;
    }

    private static JobTicket TicketOf(int number) => new(
        JobId.Create(TimeProvider.System), (JobPriority)(number % Enum.GetValues<JobPriority>().Length), DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(number));
}
