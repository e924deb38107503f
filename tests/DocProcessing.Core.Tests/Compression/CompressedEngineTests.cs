using DocProcessing.Core.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DocProcessing.Core.Tests.Compression;

/// <summary>The whole engine over a compressing store.</summary>
public sealed class CompressedEngineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_goes_its_way_and_reads_back_in_ranges()
    {
        await using var engine = new TestEngine(builder => builder.UseCompressionAtRest());
        var text = System.Text.Encoding.ASCII.GetString(MadeText.Bytes(400_000));

        var job = await engine.RunAsync((await engine.SubmitAsync(text)).Id);

        Assert.Equal((JobStatus.Completed, text.Length), (job.Status, job.FileSize));
        await using var content = await engine.Documents.OpenContentAsync(TestEngine.Alice, job.DocumentId, new ByteRange(200_000, 1000), Token);
        Assert.Equal(text.Substring(200_000, 1000), await new StreamReader(content.Content).ReadToEndAsync(Token));
        Assert.Equal(text.Length, content.Stored.Length);
        Assert.True(content.Stored.StoredLength < text.Length / 2);
        Assert.NotEmpty(await (await engine.Documents.ReadTextAsync(TestEngine.Alice, job.DocumentId, Token)).ToListAsync(Token));
        var sections = (await engine.Storage.StatAsync(job.Artifacts[ArtifactNames.Sections], Token))!;
        Assert.True(sections.StoredLength < sections.Length / 2);
    }

    [Fact]
    public async Task Housekeeping_still_sweeps_the_store_inside()
    {
        await using var engine = new TestEngine(builder => builder.UseCompressionAtRest());

        Assert.NotNull(engine.Storage.FindCapability<IStorageMaintenance>());
        await engine.HousekeepAsync();
    }

    [Fact]
    public async Task Calling_it_twice_compresses_once()
    {
        await using var engine = new TestEngine(builder => builder.UseCompressionAtRest().UseCompressionAtRest(options => options.IncludeUntyped = false));

        var stored = await engine.Storage.PutAsync(CompressedStorageTests.Key("x"), new MemoryStream(MadeText.Bytes(50_000)), null, Token);

        Assert.Equal(50_000, stored.StoredLength);
    }

    [Fact]
    public async Task Called_before_the_slot_is_filled_it_stops_the_host_instead_of_doing_nothing()
    {
        using var root = new FileSystem.TemporaryRoot();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddDocumentProcessing()
            .UseInMemoryState()
            .UseCompressionAtRest()
            .UseFileSystemStorage(storage => storage.RootDirectory = root.Path);
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        Assert.Contains("Call it after Use…Storage", error.Message, StringComparison.Ordinal);
    }
}
