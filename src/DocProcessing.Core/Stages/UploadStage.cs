using System.Buffers;
using System.Security.Cryptography;

namespace DocProcessing.Stages;

/// <summary>Checks that storage has what was uploaded, and hashes the whole.</summary>
internal sealed class UploadStage(IDocumentStorage storage) : IPipelineStage
{
    private const int BlockSize = 256 * 1024;

    public string Name => StageNames.Upload;

    public async Task<StageResult> ExecuteAsync(IStageContext context, CancellationToken cancellationToken)
    {
        var job = context.Job;
        var stored = await storage.StatAsync(job.ContentKey, cancellationToken) ?? throw new ObjectNotFoundException(job.ContentKey);
        if (stored.Length != job.FileSize)
        {
            throw new StorageException($"Storage has {stored.Length} bytes of the document instead of {job.FileSize}.");
        }

        var checksum = await HashAsync(context, cancellationToken);
        return new StageResult(present => present with { ContentChecksum = checksum });
    }

    private static async Task<Checksum> HashAsync(IStageContext context, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            await using var content = await context.OpenContentAsync(cancellationToken);
            var done = 0L;
            int read;
            while ((read = await content.ReadAsync(block, cancellationToken)) > 0)
            {
                hash.AppendData(block, 0, read);
                done += read;
                context.Report((double)done / context.Job.FileSize, "Checking the document", done);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        return new Checksum(ChecksumAlgorithm.Sha256, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
