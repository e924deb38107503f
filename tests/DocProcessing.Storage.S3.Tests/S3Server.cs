using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.S3;
using DocProcessing.S3.Tests;
using DocProcessing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: AssemblyFixture(typeof(S3Server))]

namespace DocProcessing.S3.Tests;

/// <summary>
/// A real S3 server for all tests of the assembly: Ceph's gateway, or what <c>DOCPROCESSING_TEST_S3</c> names
/// (with <c>…_ACCESS_KEY</c> and <c>…_SECRET_KEY</c>), where the tests that need HTTPS or the gateway's own ways are not meant to run.
/// </summary>
public sealed class S3Server : IAsyncLifetime
{
    public const string BucketName = "conformance";

    private readonly int _tlsPort = Service.FreePort();
    private Service? _service;

    public string Endpoint => Given("") ?? $"http://127.0.0.1:{Running.Port}";

    public string SecureEndpoint => $"https://127.0.0.1:{_tlsPort}";

    public string AccessKey => Given("_ACCESS_KEY") ?? "testkey";

    public string SecretKey => Given("_SECRET_KEY") ?? "testsecret";

    public Service Running => _service ?? throw new InvalidOperationException("The tests run against a given server.");

    public async ValueTask InitializeAsync()
    {
        if (Given("") is null)
        {
            _service = await Service.StartAsync("rgw", new Dictionary<string, string>
            {
                ["RGW_TLS_PORT"] = _tlsPort.ToString(CultureInfo.InvariantCulture),

                // So that what lifecycle rules do after a day can be seen.
                ["RGW_LC_DAY"] = "5",
            });
        }

        using var client = OpenClient();
        await client.PutBucketAsync(BucketName);
    }

    public ValueTask DisposeAsync() => _service?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Composes the adapter in a host that is not started.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes the host.")]
    public IHost Build(Action<S3StorageOptions>? configure = null, bool isSecure = false, Action<IServiceCollection>? replace = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection();
        void Configure(S3StorageOptions options)
        {
            (options.Endpoint, options.AccessKey, options.SecretKey, options.BucketName) = (isSecure ? SecureEndpoint : Endpoint, AccessKey, SecretKey, BucketName);
            configure?.Invoke(options);
        }

        new Composition(builder.Services).UseS3Storage(Configure, isSecure ? _ => OpenClient(isSecure: true) : null);
        replace?.Invoke(builder.Services);
        return builder.Build();
    }

    /// <summary>Opens a client of the SDK alone, to look at the bucket as others do.</summary>
    public AmazonS3Client OpenClient(bool isSecure = false) => new(
        new BasicAWSCredentials(AccessKey, SecretKey),
        new AmazonS3Config
        {
            ServiceURL = isSecure ? SecureEndpoint : Endpoint,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = isSecure ? new TrustingClients(Path.Combine(Running.Root, "tls.pem")) : null,
        });

    private static string? Given(string what) => Environment.GetEnvironmentVariable($"DOCPROCESSING_TEST_S3{what}") is { Length: > 0 } value ? value : null;

    private sealed record Composition(IServiceCollection Services) : IDocumentProcessingBuilder;

    /// <summary>Trusts the server's own certificate, and no other.</summary>
    private sealed class TrustingClients(string certificate) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig)
        {
            var trusted = X509CertificateLoader.LoadCertificateFromFile(certificate);
            var handler = new SocketsHttpHandler();
            handler.SslOptions.RemoteCertificateValidationCallback = (_, given, _, _) => given?.GetCertHashString() == trusted.GetCertHashString();
            return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        }
    }
}
