using DocProcessing;
using DocProcessing.Host;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

// Settings are read once. Looking out for changes of their files would watch all that lies below the content root: each document that is stored there.
var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
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
    var developmentKey = app.Environment.IsDevelopment() ? tokens.SigningKey : null;
    app.MapDocumentProcessingPage(developmentKey is null ? null : DevelopmentTokens.Path);
    if (developmentKey is not null)
    {
        app.MapDevelopmentTokens(developmentKey);
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
