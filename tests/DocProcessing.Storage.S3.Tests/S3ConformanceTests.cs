using DocProcessing.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DocProcessing.S3.Tests;

/// <summary>The suite of the slot on the real server, in one way of speaking to it.</summary>
public abstract class S3Conformance(S3Server server, bool isSecure = false, Action<S3StorageOptions>? configure = null) : DocumentStorageConformance, IDisposable
{
    private readonly List<IHost> _hosts = [];

    // The store replaces a part at once.
    protected override bool KeepsRecordedVersionAfterCommit => false;

    protected override int PartSize => 5 << 20;

    public void Dispose()
    {
        _hosts.ForEach(host => host.Dispose());
        GC.SuppressFinalize(this);
    }

    protected override Task<IDocumentStorage> CreateAsync()
    {
        var host = server.Build(configure, isSecure);
        _hosts.Add(host);
        return Task.FromResult(host.Services.GetRequiredService<IDocumentStorage>());
    }
}

public sealed class CompatibleProfileTests(S3Server server) : S3Conformance(server);

public sealed class SecureTests(S3Server server) : S3Conformance(server, isSecure: true, options => options.KeyPrefix = "one/of-several/");

/// <summary>With keys of a customer's or of a key service, ETags are no MD5.</summary>
public sealed class CustomerKeyTests(S3Server server) : S3Conformance(server, isSecure: true, options =>
{
    options.Encryption = S3Encryption.CustomerKey;
    options.CustomerKey = Convert.ToBase64String(Enumerable.Range(1, 32).Select(number => (byte)number).ToArray());
});

public sealed class KeyServiceTests(S3Server server) : S3Conformance(server, configure: options =>
{
    options.Encryption = S3Encryption.KeyService;
    options.KmsKeyId = "testkey-1";
});
