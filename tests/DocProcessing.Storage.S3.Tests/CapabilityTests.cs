using System.Net;
using System.Net.Http.Headers;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DocProcessing.S3.Tests;

/// <summary>What only some stores do: done where the store does it, and refused at start where it does not.</summary>
public sealed class CapabilityTests(S3Server server) : S3Test(server)
{
    [Fact]
    public async Task Encryption_that_the_store_ignores_stops_the_host()
    {
        // This store accepts the header and keeps the object plain.
        var refused = await RefusedAsync(options => options.Encryption = S3Encryption.StoreKeys);

        Assert.Contains("Encryption is StoreKeys, but the store kept an object without it", refused, StringComparison.Ordinal);
        Assert.Empty((await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = S3Server.BucketName, Prefix = Prefix }, Stop)).S3Objects ?? []);
    }

    [Fact]
    public async Task Encryption_tags_and_storage_classes_that_the_store_keeps_let_the_host_start_and_mark_every_object()
    {
        using var host = Build(options =>
        {
            options.Encryption = S3Encryption.KeyService;
            options.KmsKeyId = "testkey-1";
            options.Tags["team"] = "intake";
            options.StorageClasses.Add(new S3StorageClassRule { ContentType = "image/*", StorageClass = "GLACIER" });
            options.StorageClasses.Add(new S3StorageClassRule { MinBytes = 1000, StorageClass = "STANDARD_IA" });
        });
        await host.StartAsync(Stop);
        var storage = host.Services.GetRequiredService<IDocumentStorage>();

        await storage.PutAsync(Key("small"), new MemoryStream([1]), "text/plain", Stop);
        await storage.PutAsync(Key("picture"), new MemoryStream([1]), "image/png", Stop);
        var upload = await storage.InitiateMultipartAsync(Key("joined"), PartSize, PartSize, "application/pdf", Stop);
        await storage.CompleteMultipartAsync(upload, [await SendAsync(storage, upload, 1, RandomBytes(PartSize))], Stop);

        foreach (var (name, storageClass) in ((string, string?)[])[("small", null), ("picture", "GLACIER"), ("joined", "STANDARD_IA")])
        {
            var head = await Client.GetObjectMetadataAsync(S3Server.BucketName, Prefix + name, Stop);
            Assert.Equal(ServerSideEncryptionMethod.AWSKMS, head.ServerSideEncryptionMethod);
            Assert.Equal(storageClass, head.StorageClass?.Value is "STANDARD" ? null : head.StorageClass?.Value);
            var tags = await Client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = S3Server.BucketName, Key = Prefix + name }, Stop);
            Assert.Equal(["team=intake"], tags.Tagging.Select(tag => $"{tag.Key}={tag.Value}"));
        }

        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task A_storage_class_that_the_store_does_not_have_stops_the_host() =>
        Assert.Contains("StorageClasses", await RefusedAsync(options => options.StorageClasses.Add(new S3StorageClassRule { StorageClass = "DEEP_SEA" })), StringComparison.Ordinal);

    [Fact]
    public async Task Lifecycle_rules_are_added_to_those_that_are_there()
    {
        var bucket = $"lifecycle-{Guid.NewGuid():n}"[..30];
        await Client.PutBucketAsync(bucket, Stop);
        await Client.PutLifecycleConfigurationAsync(
            new PutLifecycleConfigurationRequest
            {
                BucketName = bucket,
                Configuration = new LifecycleConfiguration
                {
                    Rules = [new LifecycleRule { Id = "theirs", Status = LifecycleRuleStatus.Enabled, Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "theirs/" } }, Expiration = new LifecycleRuleExpiration { Days = 9 } }],
                },
            },
            Stop);

        foreach (var days in (int[])[3, 4])
        {
            using var host = Build(options =>
            {
                options.BucketName = bucket;
                options.Lifecycle = new S3LifecycleRules { AbortUploadsAfterDays = days, ExpireAfterDays = 365, TransitionAfterDays = 30, TransitionStorageClass = "STANDARD_IA" };
            });
            await host.StartAsync(Stop);
            await host.StopAsync(Stop);
        }

        var rules = (await Client.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = bucket }, Stop)).Configuration.Rules;
        Assert.Equal(2, rules.Count);
        Assert.Equal(9, rules.Single(rule => rule.Id == "theirs").Expiration.Days);
        var ours = rules.Single(rule => rule.Id != "theirs");
        Assert.Equal((4, 365, 30), (ours.AbortIncompleteMultipartUpload.DaysAfterInitiation, ours.Expiration.Days, Assert.Single(ours.Transitions).Days));
    }

    [Fact]
    public async Task The_store_ends_abandoned_uploads_and_old_objects_by_our_rules()
    {
        var bucket = $"retention-{Guid.NewGuid():n}"[..30];
        using var host = Build(options =>
        {
            (options.BucketName, options.CreateBucket) = (bucket, true);
            options.Lifecycle = new S3LifecycleRules { AbortUploadsAfterDays = 1, ExpireAfterDays = 1 };
        });
        await host.StartAsync(Stop);
        var storage = host.Services.GetRequiredService<IDocumentStorage>();
        await storage.PutAsync(Key("old"), new MemoryStream([1]), null, Stop);
        var upload = await storage.InitiateMultipartAsync(Key("abandoned"), 10, PartSize, null, Stop);
        await Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "theirs", ContentBody = "stays" }, Stop);

        var deadline = TimeProvider.System.GetTimestamp();
        while (await storage.StatAsync(Key("old"), Stop) is not null || await storage.ListMultipartAsync(string.Empty, Stop).AnyAsync(Stop))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(90), $"The store has not ended {upload.Id}, or the object.");
            await Task.Delay(200, Stop);
        }

        Assert.NotNull(await Client.GetObjectMetadataAsync(bucket, "theirs", Stop));
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task A_bucket_is_made_only_when_that_is_asked()
    {
        var bucket = $"made-{Guid.NewGuid():n}"[..30];

        Assert.Contains(bucket, await RefusedAsync(options => options.BucketName = bucket), StringComparison.Ordinal);
        using var host = Build(options => (options.BucketName, options.CreateBucket) = (bucket, true));
        await host.StartAsync(Stop);

        Assert.Contains(bucket, await Assert.Single(host.Services.GetServices<IHealthProbe>()).ProbeAsync(Stop), StringComparison.Ordinal);
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Keys_that_the_store_does_not_know_stop_the_host_and_are_not_shown()
    {
        var refused = await RefusedAsync(options => (options.AccessKey, options.SecretKey) = ("testkey", "a wrong secret"));

        Assert.Contains("SignatureDoesNotMatch", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("a wrong secret", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_away_does_not_keep_the_host_from_starting()
    {
        using var host = Build(options => (options.Endpoint, options.MaxRetries) = ("http://127.0.0.1:1", 1));

        await host.StartAsync(Stop);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Assert.Single(host.Services.GetServices<IHealthProbe>()).ProbeAsync(Stop));
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task A_store_that_is_away_keeps_a_host_from_starting_whose_settings_must_be_proved()
    {
        var refused = await RefusedAsync(options => (options.Endpoint, options.Encryption) = ("http://127.0.0.1:1", S3Encryption.KeyService));

        Assert.Contains("cannot be proved", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_sends_a_part_by_its_link_and_only_that_part()
    {
        using var host = Build(options => options.OfferDirectTransfers = true);
        var storage = host.Services.GetRequiredService<IDocumentStorage>();
        var links = storage.FindCapability<IDirectTransfers>()!;
        var content = RandomBytes(PartSize);
        var upload = await storage.InitiateMultipartAsync(Key("object"), content.Length, PartSize, null, Stop);
        using var http = new HttpClient();

        var link = await links.LinkPartAsync(upload, 1, Md5(content), Stop);
        Assert.DoesNotContain("ignature", link.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(http, link, RandomBytes(PartSize)));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(http, link with { Headers = new Dictionary<string, string>() }, content));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(http, await links.LinkPartAsync(upload, 1, null, Stop), RandomBytes(PartSize + 1)));
        Assert.Empty(await storage.ListPartsAsync(upload, Stop).ToListAsync(Stop));

        Assert.Equal(HttpStatusCode.OK, await PutAsync(http, link, content));
        var part = Assert.Single(await storage.ListPartsAsync(upload, Stop).ToListAsync(Stop));
        await storage.CompleteMultipartAsync(upload, [part], Stop);
        Assert.Equal(content, await ReadAsync(storage, Key("object")));
    }

    [Fact]
    public async Task A_link_to_content_downloads_it_under_its_name()
    {
        using var host = Build(options => options.OfferDirectTransfers = true);
        await host.Services.GetRequiredService<IDocumentStorage>().PutAsync(Key("object"), new MemoryStream([1, 2, 3]), null, Stop);
        using var http = new HttpClient();

        var link = await host.Services.GetRequiredService<IDocumentStorage>().FindCapability<IDirectTransfers>()!.LinkContentAsync(Key("object"), "Übersicht 1.pdf", "application/pdf", Stop);
        using var answer = await http.GetAsync(link.Address, Stop);

        Assert.Equal([1, 2, 3], await answer.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(("attachment", "Übersicht 1.pdf"), (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentDisposition.FileNameStar));
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Downloads_are_linked_to_a_delivery_network_when_there_is_one()
    {
        using var host = Build(options => (options.OfferDirectTransfers, options.CdnBaseAddress) = (true, new Uri("https://cdn.example/docs")));

        var link = await host.Services.GetRequiredService<IDocumentStorage>().FindCapability<IDirectTransfers>()!.LinkContentAsync(Key("documents/1/content"), "a.pdf", "application/pdf", Stop);

        Assert.Equal($"https://cdn.example/docs/{Prefix}documents/1/content", link.Address.AbsoluteUri);
        Assert.Null(link.ExpiresAt);
    }

    private static async Task<HttpStatusCode> PutAsync(HttpClient http, DirectRequest link, byte[] content)
    {
        using var request = new HttpRequestMessage(new HttpMethod(link.Method), link.Address) { Content = new ByteArrayContent(content) };
        foreach (var (name, value) in link.Headers.Where(header => header.Key != "Content-Length"))
        {
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await http.SendAsync(request, Stop);
        return answer.StatusCode;
    }

    private async Task<string> RefusedAsync(Action<S3StorageOptions> configure)
    {
        using var host = Build(configure);
        return (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Stop))).Message;
    }
}
