using DocProcessing;
using DocProcessing.Host;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

var builder = WebApplication.CreateBuilder(args);
var data = DataDirectory.Make(builder.Configuration, builder.Environment);
var tokens = TokenSettings.Read(builder.Configuration, builder.Environment, data);
if (tokens.Error is not null)
{
    await Console.Error.WriteLineAsync(tokens.Error);
    return 1;
}

builder.Services
    .AddDocumentProcessing()
    .UseChosenStorage(builder.Configuration, data)
    .UseChosenState(builder.Configuration, data)
    .UseChosenQueue(builder.Configuration)
    .UseChosenBus(builder.Configuration)
    .AddDocumentExtraction()
    .AddHttpApi()
    .UseChosenSocketBlocks(builder.Configuration);
builder.Services.AddAuthentication().AddJwtBearer(tokens.Configure);
builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("DocProcessing").AddPrometheusExporter());

var app = builder.Build();
try
{
    app.MapDocumentProcessing();
    app.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(DocumentProcessingPolicies.Metrics);
    app.MapOpenApi();
    app.MapQueueDashboard();
    if (tokens.SigningKey is { } key && app.Environment.IsDevelopment())
    {
        app.MapDevelopmentTokens(key);
    }

    Addresses.Add(app, app.Services.GetRequiredService<IOptions<WebSocketSettings>>().Value);
    await app.StartAsync();
}
catch (Exception exception) when (SettingsErrors.Of(exception) is { Count: > 0 } errors)
{
    await Console.Error.WriteLineAsync("The settings do not hold:\n  " + string.Join("\n  ", errors));
    return 1;
}

await StartupReport.PrintAsync(app, data, tokens);
await app.WaitForShutdownAsync();
return 0;
