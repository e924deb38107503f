using DocProcessing.Snippets.Parts;

namespace DocProcessing.Snippets;

internal static class Hosts
{
    public static void Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddAuthentication().AddJwtBearer();
        builder.Services.AddDocumentProcessing()
            .UseFileSystemStorage(storage => storage.RootDirectory = "data/storage")
            .UseSqliteState(state => state.DatabasePath = "data/state.db")
            .AddDocumentExtraction()
            .AddHttpApi();

        var app = builder.Build();
        app.MapDocumentProcessing();
        app.Run();
    }

    public static void WithPage(WebApplication app)
    {
        app.MapDocumentProcessing();
        app.MapDocumentProcessingPage();
    }

    public static void OnS3(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddAuthentication().AddJwtBearer();
        builder.Services.AddDocumentProcessing()
            .UseS3Storage(s3 =>
            {
                s3.Endpoint = "minio.example:9000";
                s3.BucketName = "documents";
            })
            .UseSqliteState(state => state.DatabasePath = "data/state.db")
            .AddDocumentExtraction()
            .AddHttpApi();

        var app = builder.Build();
        app.MapDocumentProcessing();
        app.Run();
    }

    public static void WithoutWeb(HostApplicationBuilder builder)
    {
        builder.Services.AddDocumentProcessing()
            .UseFileSystemStorage(storage => storage.RootDirectory = "data/storage")
            .UseInMemoryState();
    }

    public static void Compressed(HostApplicationBuilder builder)
    {
        builder.Services.AddDocumentProcessing()
            .UseFileSystemStorage(storage => storage.RootDirectory = "data/storage")
            .UseCompressionAtRest()
            .UseInMemoryState();
    }

    public static void OnHangfire(WebApplicationBuilder builder)
    {
        builder.Services.AddDocumentProcessing()
            .UseFileSystemStorage(storage => storage.RootDirectory = "data/storage")
            .UseSqliteState(state => state.DatabasePath = "data/state.db")
            .UseHangfireQueue(queue => queue.PostgresConnectionString = "Host=db;Database=jobs;Username=docs;Password=…")
            .AddDocumentExtraction()
            .AddHttpApi();
    }

    public static void OnQuartz(WebApplicationBuilder builder)
    {
        builder.Services.AddDocumentProcessing()
            .UseFileSystemStorage(storage => storage.RootDirectory = "data/storage")
            .UseSqliteState(state => state.DatabasePath = "data/state.db")
            .UseQuartzQueue(queue => queue.PostgresConnectionString = "Host=db;Database=jobs;Username=docs;Password=…")
            .AddDocumentExtraction()
            .AddHttpApi();
    }

    public static void OnPostgres(WebApplicationBuilder builder)
    {
        builder.Services.AddDocumentProcessing()
            .UseS3Storage(s3 => s3.BucketName = "documents")
            .UsePostgresState(state => state.ConnectionString = "Host=db;Database=docs;Username=docs;Password=…")
            .UseQuartzQueue(queue => queue.PostgresConnectionString = "Host=db;Database=docs;Username=docs;Password=…")
            .AddDocumentExtraction()
            .AddHttpApi();
    }

    public static void OnRedis(WebApplicationBuilder builder)
    {
        builder.Services.AddDocumentProcessing()
            .UseS3Storage(s3 => s3.BucketName = "documents")
            .UseRedisState(redis => redis.Configuration = "redis://user:password@redis:6379/0")
            .UsePostgresIndex(index => index.ConnectionString = "Host=db;Database=docs;Username=docs;Password=…")
            .AddDocumentExtraction()
            .AddHttpApi();
    }

    public static void LiveOnRedis(WebApplicationBuilder builder)
    {
        builder.Services.AddDocumentProcessing()
            .UseS3Storage(s3 => s3.BucketName = "documents")
            .UsePostgresState(state => state.ConnectionString = "Host=db;Database=docs;Username=docs;Password=…")
            .UseQuartzQueue(queue => queue.PostgresConnectionString = "Host=db;Database=docs;Username=docs;Password=…")
            .UseRedisProgressBus(redis => redis.Configuration = "redis://cache:6379")
            .UseRedisRateLimits()
            .AddHttpApi();
    }

    public static void Limited(HostApplicationBuilder builder)
    {
        builder.Services.AddDocumentProcessing()
            .AddDocumentExtraction(options =>
            {
                options.MaxMemoryMegabytes = 1024;
                options.MaxTextCharacters = 20_000_000;
            });
    }

    public static void Extended(HostApplicationBuilder builder)
    {
        builder.Services.AddDocumentProcessing()
            .AddStage<InvoiceStage>("invoice", after: StageNames.Analysis)
            .AddExtractor<DrawingExtractor>()
            .AddAnalyzer<AmountAnalyzer>()
            .AddScanner<HouseScanner>()
            .AddNotificationSink<WebHookSink>();
    }
}
