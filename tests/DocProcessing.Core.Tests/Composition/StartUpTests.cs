using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DocProcessing.Core.Tests.Composition;

public sealed class StartUpTests
{
    [Fact]
    public async Task Every_wrong_setting_is_told_at_once_when_the_host_starts()
    {
        var message = await StartAsync(
            new()
            {
                ["UPLOAD_CHUNK_SIZE_MB"] = "abc",
                ["MAX_CONCURRENT_TASKS"] = "0",
                ["DocProcessing:Jobs:LeaseDuration"] = "soon",
                ["DocProcessing:Uploads:PartSizeByte"] = "1",
            },
            builder => builder.UseInMemoryState());

        Assert.Contains("UPLOAD_CHUNK_SIZE_MB is 'abc'", message, StringComparison.Ordinal);
        Assert.Contains("MaxConcurrentTasks", message, StringComparison.Ordinal);
        Assert.Contains("DocProcessing:Jobs:LeaseDuration is 'soon'", message, StringComparison.Ordinal);
        Assert.Contains("DocProcessing:Uploads:PartSizeByte is not a setting", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_empty_slot_is_told_with_the_methods_that_fill_it()
    {
        var message = await StartAsync([], _ => { });

        Assert.Contains("slot for storage", message, StringComparison.Ordinal);
        Assert.Contains("UseFileSystemStorage", message, StringComparison.Ordinal);
        Assert.Contains("slot for state", message, StringComparison.Ordinal);
        Assert.Contains("UseSqliteState", message, StringComparison.Ordinal);
        Assert.Contains("slot for index", message, StringComparison.Ordinal);
        Assert.All(["UsePostgresIndex", "UseSqliteIndex"], method => Assert.Contains(method, message, StringComparison.Ordinal));
    }

    private static async Task<string> StartAsync(Dictionary<string, string?> settings, Action<IDocumentProcessingBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        configure(builder.Services.AddDocumentProcessing());
        using var host = builder.Build();
        var exception = await Record.ExceptionAsync(() => host.StartAsync(TestContext.Current.CancellationToken));
        return exception switch
        {
            AggregateException many => string.Join('\n', many.InnerExceptions.Select(inner => Assert.IsType<OptionsValidationException>(inner).Message)),
            OptionsValidationException one => one.Message,
            _ => throw new InvalidOperationException("The host started, or stopped for another reason.", exception),
        };
    }
}
