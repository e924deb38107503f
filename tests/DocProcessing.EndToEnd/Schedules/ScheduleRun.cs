using System.Collections.Concurrent;
using System.Globalization;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;
using DocProcessing.Testing;

namespace DocProcessing.EndToEnd.Schedules;

/// <summary>Runs many schedules of faults against one client, several at once, and checks what each of them left behind.</summary>
internal sealed class ScheduleRun(HostProcess host, IClientDriver driver, DirectoryInfo files)
{
    private const int MaxFaults = 8;
    private const int AtOnce = 10;

    // Clients here wait fifteen seconds; an answer that took nearly as long may have found nobody any more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentBag<string> _failures = [];
    private int _faults;
    private int _lost;

    /// <summary>Gets how many requests met with a fault, and how many of these were chunks that the host took and whose answer was lost.</summary>
    public (int Faults, int LostChunks) Met => (_faults, _lost);

    public async Task RunAsync(int firstSeed, int count, CancellationToken cancellationToken)
    {
        using var user = await ApiClient.SignInAsync(host, $"user-{Guid.NewGuid():n}");
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(firstSeed, count), parallel, async (seed, token) =>
        {
            try
            {
                await RunOneAsync(user, new FaultSchedule(seed, MaxFaults), token);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !token.IsCancellationRequested)
            {
                _failures.Add($"Seed {seed}: {exception.Message}\n{exception.StackTrace}");
            }
        });
        Assert.True(_failures.IsEmpty, $"{_failures.Count} of {count} schedules failed.\n{string.Join("\n\n", _failures.Take(3))}");
    }

    private async Task RunOneAsync(ApiClient user, FaultSchedule schedule, CancellationToken cancellationToken)
    {
        var size = new Random(schedule.Seed).Next(1, 400_000);
        var bytes = Prose.Bytes(schedule.Seed, size)[..size];
        var file = Path.Combine(files.FullName, $"{schedule.Seed}.txt");
        await File.WriteAllBytesAsync(file, bytes, cancellationToken);
        await using var proxy = new HttpFaultProxy(host.Address.Port) { Plan = schedule.Next };

        var result = await driver.RunAsync(proxy.Address, user.Token!, file, cancellationToken).WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);

        Assert.Equal("completed", result.Status);
        Assert.Equal(bytes, (await user.ContentAsync(result.DocumentId)).Require(200).Bytes);
        await RequireWholeStoryAsync(user, result);
        RequireNoPartSentInVain(proxy);
        Interlocked.Add(ref _faults, proxy.Requests.Count(request => request.Fault.Kind != RequestFaultKind.None));
    }

    private static string Story(HttpFaultProxy proxy) => string.Join(
        '\n', proxy.Requests.Select(request => $"{request.Method} {request.Path} {request.Field("part_number")}: {request.Fault}, answered {request.Status}"));

    private static async Task RequireWholeStoryAsync(ApiClient user, DriverResult result)
    {
        var history = (await user.HistoryAsync(result.JobId)).Select(step => step.GetProperty("sequence").GetInt64()).ToList();
        Assert.Equal(history[^1], result.Events[^1]);
        Assert.All(result.Events.Zip(result.Events.Skip(1)), pair => Assert.True(pair.First < pair.Second, $"{pair.First} came before {pair.Second}."));
        Assert.All(result.Events, sequence => Assert.Contains(sequence, history));
    }

    private void RequireNoPartSentInVain(HttpFaultProxy proxy)
    {
        var accepted = proxy.Requests.Where(request => request.Path.Contains("/upload/chunk", StringComparison.Ordinal) && request.Status == 200);
        foreach (var part in accepted.GroupBy(request => int.Parse(request.Field("part_number")!, CultureInfo.InvariantCulture)))
        {
            var lost = part.Count(request => !request.IsAnswerDelivered || request.Waited > Patience);
            Interlocked.Add(ref _lost, lost);
            Assert.True(part.Count() <= 1 + lost, $"Part {part.Key} was taken {part.Count()} times, though only {lost} answers were lost.\n{Story(proxy)}");
        }
    }
}
