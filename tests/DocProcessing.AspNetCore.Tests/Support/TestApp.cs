using System.Net.Http.Headers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace DocProcessing.AspNetCore.Tests.Support;

/// <summary>A host on real Kestrel with the real endpoints over services of the test's own.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApp(WebApplication app, FakeTimeProvider clock, LogCollector logs) => (_app, Clock, Logs) = (app, clock, logs);

    public FakeTimeProvider Clock { get; }

    public LogCollector Logs { get; }

    public IServiceProvider Services => _app.Services;

    public FakeUploads Uploads => Services.GetRequiredService<FakeUploads>();

    public FakeJobs Jobs => Services.GetRequiredService<FakeJobs>();

    public FakeDocuments Documents => Services.GetRequiredService<FakeDocuments>();

    public TestBus Bus => Services.GetRequiredService<TestBus>();

    public Uri Address { get; private set; } = null!;

    public static async Task<TestApp> StartAsync(
        Action<IServiceCollection>? services = null,
        Action<HttpApiOptions>? options = null,
        Action<WebApplication>? app = null,
        string environment = "Production",
        params (string Name, string Value)[] configuration)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = environment });
        foreach (var (name, value) in configuration.Prepend(("RATE_LIMIT_REQUESTS_PER_MINUTE", "0")).Prepend(("RATE_LIMIT_UPLOADS_PER_MINUTE", "0")))
        {
            builder.Configuration[name] = value;
        }

        var (logs, clock) = (new LogCollector(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        AddFakes(builder.Services, clock);
        return await StartAsync(builder, new TestBuilder(builder.Services), clock, logs, services, options, app);
    }

    /// <summary>Starts the endpoints over the real engine, with SQLite and files below a directory.</summary>
    public static async Task<TestApp> StartRealAsync(string directory)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration["RATE_LIMIT_REQUESTS_PER_MINUTE"] = "0";
        var engine = builder.Services
            .AddDocumentProcessing()
            .UseFileSystemStorage(storage => storage.RootDirectory = Path.Combine(directory, "documents"))
            .UseSqliteState(state => state.DatabasePath = Path.Combine(directory, "state.db"))
            .AddDocumentExtraction();
        return await StartAsync(builder, engine, new FakeTimeProvider(), new LogCollector(), null, null, null);
    }

    private static void AddFakes(IServiceCollection services, FakeTimeProvider clock)
    {
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton<FakeUploads>().AddSingleton<IUploadService>(provider => provider.GetRequiredService<FakeUploads>());
        services.AddSingleton<FakeJobs>().AddSingleton<IJobService>(provider => provider.GetRequiredService<FakeJobs>());
        services.AddSingleton<FakeDocuments>().AddSingleton<IDocumentService>(provider => provider.GetRequiredService<FakeDocuments>());
        services.AddSingleton<IProcessingMetrics, FakeMetrics>();
        services.AddSingleton<IAuditTrail, FakeAuditTrail>();
        services.AddSingleton<IConsistencyCheck, FakeConsistencyCheck>();
        services.AddSingleton<TestBus>().AddSingleton<IProgressBus>(provider => provider.GetRequiredService<TestBus>());
        services.AddOptions<UploadOptions>();
    }

    private static async Task<TestApp> StartAsync(
        WebApplicationBuilder builder,
        IDocumentProcessingBuilder engine,
        FakeTimeProvider clock,
        LogCollector logs,
        Action<IServiceCollection>? services,
        Action<HttpApiOptions>? options,
        Action<WebApplication>? app)
    {
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        engine.AddHttpApi(options);
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(jwt =>
        {
            jwt.MapInboundClaims = false;
            jwt.TokenValidationParameters = new TokenValidationParameters
            {
                ValidateIssuer = false,
                ValidateAudience = false,
                IssuerSigningKey = Tokens.Key,
                ClockSkew = TimeSpan.Zero,
            };
        });
        services?.Invoke(builder.Services);
        var host = builder.Build();
        host.UseRouting();
        host.UseAuthentication();
        host.UseAuthorization();
        app?.Invoke(host);
        host.MapDocumentProcessing();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return new TestApp(host, clock, logs) { Address = new Uri(addresses.Addresses.First()) };
    }

    public HttpClient As(string? user, params string[] roles) => WithToken(user is null ? null : Tokens.For(user, roles));

    public HttpClient WithToken(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    public Task<TestSocket> ConnectAsync(string user, string route = "progress", string query = "") => ConnectWithTokenAsync(Tokens.For(user), route, query);

    public async Task<TestSocket> ConnectWithTokenAsync(string token, string route = "progress", string query = "")
    {
        var socket = new ClientWebSocket();
        var address = new UriBuilder(Address) { Scheme = "ws", Path = $"/api/v1/ws/{route}", Query = $"token={token}{query}" }.Uri;
        await socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        return new TestSocket(socket);
    }

    /// <summary>Lets the host's time pass, a second at a time, until something has happened.</summary>
    public async Task<T> PassTimeUntilAsync<T>(Task<T> happened)
    {
        while (!happened.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(happened, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        return await happened;
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    internal sealed class TestBuilder(IServiceCollection services) : IDocumentProcessingBuilder
    {
        public IServiceCollection Services { get; } = services;
    }
}
