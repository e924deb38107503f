using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DocProcessing.S3.Tests;

public sealed class OptionsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        using var host = Build(new()
        {
            ["MINIO_ENDPOINT"] = "http://store.example/with/path",
            ["MINIO_ACCESS_KEY"] = "only-one",
            ["MINIO_USE_SSL"] = "perhaps",
            ["DocProcessing:S3:KeyPrefix"] = "no slash",
            ["DocProcessing:S3:MaxBufferedBytes"] = "5",
            ["DocProcessing:S3:Encryption"] = "CustomerKey",
            ["DocProcessing:S3:OfferDirectTransfers"] = "true",
            ["DocProcessing:S3:Lifecycle:TransitionAfterDays"] = "0",
            ["DocProcessing:S3:StorageClasses:0:MinBytes"] = "1",
            ["DocProcessing:S3:Bucket"] = "misspelt",
        });

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop));

        foreach (var part in (string[])[
            "BucketName is empty", "Endpoint is 'http://store.example/with/path'", "Only one of DocProcessing:S3:AccessKey", "MINIO_USE_SSL is 'perhaps'", "KeyPrefix has segments",
            "MaxBufferedBytes", "needs CustomerKey", "OfferDirectTransfers would give the key", "TransitionAfterDays and TransitionStorageClass", "TransitionAfterDays must be between",
            "StorageClass field is required", "S3:Bucket is not a setting"])
        {
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("minio.example:9000", "true", "https://minio.example:9000/", S3Profile.Compatible)]
    [InlineData("minio.example:9000", "false", "http://minio.example:9000/", S3Profile.Compatible)]
    [InlineData("http://10.0.0.1:9000", "true", "http://10.0.0.1:9000/", S3Profile.Compatible)]
    [InlineData("", "true", null, S3Profile.Aws)]
    public void The_endpoint_is_read_as_people_write_it(string endpoint, string ssl, string? address, S3Profile profile)
    {
        using var host = Build(new()
        {
            ["MINIO_ENDPOINT"] = endpoint, ["MINIO_USE_SSL"] = ssl, ["MINIO_BUCKET_NAME"] = "documents", ["MINIO_ACCESS_KEY"] = "key", ["MINIO_SECRET_KEY"] = "secret",
        });

        var bucket = host.Services.GetRequiredService<S3Bucket>();

        Assert.Equal((address, profile, address?.StartsWith("http:", StringComparison.Ordinal) != true), (bucket.Client.Config.ServiceURL, bucket.Profile, bucket.IsSecure));
    }

    [Fact]
    public void Options_show_no_secret()
    {
        var options = new S3StorageOptions { SecretKey = "very secret", CustomerKey = "very secret" };

        Assert.DoesNotContain("secret", options.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_part_is_never_larger_than_what_is_held_in_memory_nor_smaller_than_stores_take()
    {
        using var host = Build(new() { ["MINIO_ENDPOINT"] = "store.example", ["MINIO_BUCKET_NAME"] = "documents", ["DocProcessing:S3:MaxBufferedBytes"] = "67108864" });

        Assert.Equal(new StorageLimits(5 << 20, 64 << 20, 10_000), host.Services.GetRequiredService<IDocumentStorage>().Limits);
    }

    private static IHost Build(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        new Composition(builder.Services).UseS3Storage();
        return builder.Build();
    }

    private sealed record Composition(IServiceCollection Services) : IDocumentProcessingBuilder;
}
