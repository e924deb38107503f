using DocProcessing.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DocProcessing.Core.Tests.Engine;

/// <summary>Puts faults that a test turns on and off in front of the engine's real storage.</summary>
internal sealed class StorageFaults
{
    public bool FailInitiate { get; set; }

    public void Wrap(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(IDocumentStorage));
        services.Replace(ServiceDescriptor.Singleton<IDocumentStorage>(provider => new Faulty(
            (IDocumentStorage)(real.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!)), this)));
    }

    private sealed class Faulty(IDocumentStorage inner, StorageFaults faults) : StorageDecorator(inner)
    {
        public override async Task<MultipartUpload> InitiateMultipartAsync(
            ObjectKey key, long length, long partSize, string? contentType, CancellationToken cancellationToken)
        {
            // The store does the work, and its answer is lost.
            var upload = await base.InitiateMultipartAsync(key, length, partSize, contentType, cancellationToken);
            return faults.FailInitiate ? throw new StorageUnavailableException("The store is away.") : upload;
        }
    }
}
