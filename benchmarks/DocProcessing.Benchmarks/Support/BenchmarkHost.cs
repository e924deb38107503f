using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;

namespace DocProcessing.Benchmarks.Support;

/// <summary>The embedded host as users have it: files, SQLite, the in-process queue and the endpoints on loopback. Without its rate limits and logs.</summary>
internal sealed class BenchmarkHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BenchmarkHost(WebApplication app, TemporaryDirectory directory) => (_app, Directory) = (app, directory);

    public static Caller Caller { get; } = new(OneUserAuthentication.User);

    public TemporaryDirectory Directory { get; }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <param name="map">Adds endpoints of a benchmark's own.</param>
    /// <param name="store">Fills the storage slot, instead of with files.</param>
    /// <param name="services">Adds services of a benchmark's own.</param>
    /// <param name="isolation">Where documents are read.</param>
    public static async Task<BenchmarkHost> StartAsync(
        Action<WebApplication>? map = null,
        Action<IDocumentProcessingBuilder>? store = null,
        Action<IServiceCollection>? services = null,
        ExtractionIsolation isolation = ExtractionIsolation.InProcess)
    {
        var directory = new TemporaryDirectory();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration["RATE_LIMIT_UPLOADS_PER_MINUTE"] = "0";
        builder.Configuration["RATE_LIMIT_REQUESTS_PER_MINUTE"] = "0";
        builder.Configuration["DocProcessing:WebSockets:MaxConnectionsPerUser"] = "10000";

        // A busy machine is the point here, not a reason to hold jobs up.
        builder.Configuration["DocProcessing:Resources:CpuThrottleThreshold"] = "1";
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddAuthentication(OneUserAuthentication.Scheme)
            .AddScheme<AuthenticationSchemeOptions, OneUserAuthentication>(OneUserAuthentication.Scheme, null);
        services?.Invoke(builder.Services);
        var processing = builder.Services.AddDocumentProcessing();
        store ??= files => files.UseFileSystemStorage(storage => storage.RootDirectory = directory.PathOf("storage"));
        store(processing);
        processing
            .UseSqliteState(state => state.DatabasePath = directory.PathOf("state.db"))
            .AddDocumentExtraction(extraction => extraction.Isolation = isolation)
            .AddHttpApi();
        var app = builder.Build();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        map?.Invoke(app);
        app.MapDocumentProcessing();
        await app.StartAsync();
        return new BenchmarkHost(app, directory);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Dispose();
    }
}
