using DocProcessing.Validation;
using Microsoft.Extensions.Options;

namespace DocProcessing.Stages;

/// <summary>Decides whether a document may go on: its real type, encryption, archive bombs, and what the scanners say.</summary>
internal sealed class ValidationStage(
    ContentTypes contentTypes,
    IEnumerable<IContentScanner> scanners,
    IOptions<UploadOptions> uploadOptions,
    IOptions<ValidationOptions> options) : IPipelineStage
{
    private const double InspectionShare = 0.5;

    private readonly IContentScanner[] _scanners = [.. scanners];

    public string Name => StageNames.Validation;

    public async Task<StageResult> ExecuteAsync(IStageContext context, CancellationToken cancellationToken)
    {
        var job = context.Job;
        RequireSize(job);
        var path = await context.GetLocalFileAsync(cancellationToken);
        var found = await InspectAsync(context, path, cancellationToken);
        if (contentTypes.FindExtractor(found, job.FileName) is null || !contentTypes.IsAccepted(found, job.FileName))
        {
            throw new DocumentRejectedException(RejectionReasons.UnsupportedType, $"Documents of type '{found}' are not handled here.");
        }

        await ScanAsync(context, cancellationToken);
        var content = job.ContentChecksum ?? throw new InvalidOperationException("The upload stage leaves a checksum.");
        var fingerprint = ResultReuse.FingerprintOf(content, found, job.Options);
        return new StageResult(present => present with { DetectedContentType = found, Fingerprint = fingerprint });
    }

    private void RequireSize(Job job)
    {
        if (job.FileSize == 0)
        {
            throw new DocumentRejectedException(RejectionReasons.Empty, "The document has no bytes.");
        }

        if (job.FileSize > uploadOptions.Value.MaxDocumentBytes)
        {
            throw new DocumentRejectedException(RejectionReasons.TooLarge, $"The document has {job.FileSize} bytes; at most {uploadOptions.Value.MaxDocumentBytes} are accepted.");
        }
    }

    private async Task<string> InspectAsync(IStageContext context, string path, CancellationToken cancellationToken)
    {
        var job = context.Job;
        await using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var found = ContentTypeDetector.Detect(content, job.ContentType, job.FileName);
        if (found == ContentTypeDetector.OleDocument && ContentTypeDetector.IsEncryptedOffice(content))
        {
            throw new DocumentRejectedException(RejectionReasons.Encrypted, "The document is encrypted. Upload it without a password.");
        }

        var declared = DeclaredType.Of(job);
        if (!DeclaredType.Fits(declared, found))
        {
            throw new DocumentRejectedException(RejectionReasons.TypeMismatch, $"The document was declared as '{declared}', but its content is '{found}'.");
        }

        if (IsArchive(content))
        {
            new ArchiveInspector(options.Value).Inspect(content, fraction => context.Report(fraction * InspectionShare, "Inspecting the archive"), cancellationToken);
        }

        return found;
    }

    private static bool IsArchive(FileStream content)
    {
        Span<byte> mark = stackalloc byte[2];
        content.Position = 0;
        return content.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) == mark.Length && mark.SequenceEqual("PK"u8);
    }

    private async Task ScanAsync(IStageContext context, CancellationToken cancellationToken)
    {
        foreach (var scanner in _scanners)
        {
            context.Report(InspectionShare, $"Scanning with {scanner.Name}");
            await using var content = await context.OpenContentAsync(cancellationToken);
            if (await scanner.ScanAsync(content, context.Job.FileName, cancellationToken) is { } finding)
            {
                throw new DocumentRejectedException(RejectionReasons.Malware, $"{scanner.Name} found {finding} in the document.");
            }
        }
    }
}
