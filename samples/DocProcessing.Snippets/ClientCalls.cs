using DocProcessing.Client;

namespace DocProcessing.Snippets;

internal static class ClientCalls
{
    public static async Task UploadAsync(string token)
    {
        using var client = new DocumentProcessingClient(new DocumentProcessingClientOptions
        {
            BaseAddress = new Uri("http://127.0.0.1:8000"),
            AccessToken = (refresh, cancellationToken) => ValueTask.FromResult<string?>(token),
        });

        var receipt = await client.UploadFileAsync("report.pdf");
        await foreach (var step in client.WatchAsync(receipt.JobId))
        {
            Console.WriteLine($"{step.Progress,3:0} % {step.Status} {step.Stage}: {step.Message}");
        }

        foreach (var hit in await client.Documents.SearchAsync("\"the heron counts its tides\""))
        {
            Console.WriteLine($"{hit.FileName}, page {hit.Page}");
        }
    }

    public static void Register(IServiceCollection services)
    {
        services.AddDocumentProcessingClient(options =>
        {
            options.BaseAddress = new Uri("https://documents.example/");
            options.AccessToken = async (refresh, cancellationToken) => await MyTokens.GetAsync(refresh, cancellationToken);
        });
    }

    public static async Task HandleAsync(DocumentProcessingClient client, IProgress<UploadProgress> progress, CancellationToken closing)
    {
        var options = new DocumentUploadOptions { ResumeStore = new FileUploadResumeStore("uploads"), Parallelism = 8 };
        await using var upload = client.Uploads.StartFile("film.pptx", options, progress, closing);

        upload.Pause();
        upload.Resume();
        var receipt = await upload.Completion;
    }

    public static async Task ErrorsAsync(DocumentProcessingClient client)
    {
        try
        {
            await client.UploadFileAsync("drawing.dwg");
        }
        catch (DocumentProcessingClientException exception) when (exception.Code == "type_not_allowed")
        {
            Console.WriteLine(exception.Message);
        }
    }

    private static class MyTokens
    {
        public static ValueTask<string?> GetAsync(bool refresh, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);
    }
}
