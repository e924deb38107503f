using DocProcessing.Conformance;
using DocProcessing.Core.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DocProcessing.Core.Tests.Consistency;

/// <summary>An engine whose storage does what a test plans, and calls of the check on it.</summary>
internal sealed class CheckedEngine : IAsyncDisposable
{
    public static readonly Caller Admin = new("ada", CallerRole.Admin);

    public CheckedEngine(Action<IDocumentProcessingBuilder>? configure = null) => Engine = new TestEngine(builder =>
    {
        configure?.Invoke(builder);
        var real = builder.Services.Last(service => service.ServiceType == typeof(IDocumentStorage) && !service.IsKeyedService);
        builder.Services.Replace(ServiceDescriptor.Singleton<IDocumentStorage>(
            provider => new FaultyStorage((IDocumentStorage)real.ImplementationFactory!(provider), call => Plan?.Invoke(call))));
    });

    public TestEngine Engine { get; }

    /// <summary>Gets or sets what goes wrong in storage, or what happens at that very moment.</summary>
    public Func<StorageCall, StorageFault?>? Plan { get; set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<ConsistencyReport> CheckAsync(ConsistencyRequest? request = null, IProgress<ConsistencyProgress>? progress = null) =>
        Engine.Get<IConsistencyCheck>().RunAsync(TestEngine.Operator, request ?? new ConsistencyRequest(), progress, Token);

    public Task<ConsistencyReport> RepairAsync(ConsistencyRequest? request = null) =>
        Engine.Get<IConsistencyCheck>().RunAsync(Admin, (request ?? new ConsistencyRequest()) with { Repair = true }, null, Token);

    public void Age(int days = 2) => Engine.Clock.Advance(TimeSpan.FromDays(days));

    public async Task<Job> CompletedAsync(string text = "Some words of a document.") => await Engine.RunAsync((await Engine.SubmitAsync(text)).Id);

    public async Task<StoredObject> PutAsync(string key, string text = "left behind") =>
        await Engine.Storage.PutAsync(ObjectKey.Parse(key, null), new MemoryStream(System.Text.Encoding.ASCII.GetBytes(text)), null, Token);

    /// <summary>Makes objects of a document whose record is gone, and an older and a newer document whose records are there.</summary>
    public async Task<Job> OrphanAsync()
    {
        await CompletedAsync("An older document.");
        Engine.Clock.Advance(TimeSpan.FromSeconds(1));
        var job = await CompletedAsync();
        await Engine.JobStore.DeleteAsync(job.Id, Token);
        Engine.Clock.Advance(TimeSpan.FromSeconds(1));
        await CompletedAsync("A newer document.");
        return job;
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}
