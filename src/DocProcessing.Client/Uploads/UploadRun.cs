using System.Runtime.CompilerServices;
using DocProcessing.Client.Http;
using DocProcessing.Client.Resuming;

namespace DocProcessing.Client.Uploads;

/// <summary>Brings one document to the host: open or resume, send what is missing, complete.</summary>
internal sealed class UploadRun(UploadCalls calls, UploadSource source, InitiateRequest request, DocumentUploadOptions options, ResumeRecord record, ProgressMeter meter, PauseGate gate)
{
    private const int MaxStarts = 3;
    private const int MaxRounds = 5;
    private const long MaxBufferedBytes = 256L << 20;

    private readonly TaskCompletionSource<UploadState> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the upload is known to the host; never, when it does not come that far.</summary>
    public Task<UploadState> Opened => _opened.Task;

    public async Task<UploadReceipt> RunAsync(CancellationToken cancellationToken)
    {
        for (var start = 1; ; start++)
        {
            var isResumed = false;
            try
            {
                var key = await record.IdempotencyKeyAsync(cancellationToken);
                isResumed = record.UploadId is not null;
                var state = await OpenAsync(key, cancellationToken);
                _opened.TrySetResult(state);
                return await FinishAsync(state, cancellationToken);
            }
            catch (DocumentProcessingClientException exception) when (IsGone(exception, isResumed) && start < MaxStarts && source.CanReadAgain)
            {
                await record.ForgetAsync(cancellationToken);
            }
        }
    }

    /// <summary>Finds the upload that this run has begun, though the answer may have been lost, and cancels it.</summary>
    public async Task CancelAsync(JobClient jobs, CancellationToken cancellationToken)
    {
        var key = await record.IdempotencyKeyAsync(cancellationToken);
        var (uploadId, jobId) = Opened is { IsCompletedSuccessfully: true, Result: var state }
            ? (state.UploadId, state.JobId)
            : await calls.InitiateAsync(request, key, cancellationToken) is var session ? (session.UploadId, session.JobId) : default;
        try
        {
            await calls.CancelAsync(uploadId, cancellationToken);
        }
        catch (DocumentProcessingClientException exception) when (exception.Code == Codes.UploadCompleted)
        {
            await jobs.CancelAsync(jobId, cancellationToken);
        }

        await record.ForgetAsync(cancellationToken);
    }

    // What was cancelled while it ran was cancelled on purpose; what was so before is merely remembered in vain.
    private static bool IsGone(DocumentProcessingClientException exception, bool isResumed) =>
        exception.Code is Codes.UploadNotFound or Codes.UploadExpired or Codes.IdempotencyConflict
        || (exception.Code == Codes.UploadCancelled && isResumed);

    private async Task<UploadState> OpenAsync(string key, CancellationToken cancellationToken)
    {
        if (record.UploadId is { } known && await calls.StatusAsync(known, cancellationToken) is { Status: not UploadStatus.Initiating } resumed)
        {
            return resumed.Status switch
            {
                UploadStatus.Cancelled => throw new DocumentProcessingClientException("The upload was cancelled.", null, Codes.UploadCancelled),
                UploadStatus.Expired => throw new DocumentProcessingClientException("The upload has expired.", null, Codes.UploadExpired),
                _ => resumed,
            };
        }

        var session = await calls.InitiateAsync(request, key, cancellationToken);
        await record.RememberAsync(session.UploadId, cancellationToken);

        // A new upload has no parts; one that an earlier process began, and could not write down, may have some.
        return await calls.StatusAsync(session.UploadId, cancellationToken);
    }

    private async Task<UploadReceipt> FinishAsync(UploadState state, CancellationToken cancellationToken)
    {
        meter.Start(state);
        var missing = state.Status == UploadStatus.Completed ? [] : state.MissingParts;
        for (var round = 1; ; round++)
        {
            try
            {
                await SendAsync(state, missing, cancellationToken);
                source.RequireUnchanged();
                await gate.PassAsync(cancellationToken);
                var receipt = await calls.CompleteAsync(state.UploadId, cancellationToken);
                await record.ForgetAsync(CancellationToken.None);
                return receipt;
            }
            catch (DocumentProcessingClientException exception) when (exception.Code == Codes.MissingParts && exception.MissingParts.Count > 0 && round < MaxRounds)
            {
                missing = exception.MissingParts;
                meter.Start(await calls.StatusAsync(state.UploadId, cancellationToken));
            }
            catch (DocumentProcessingClientException exception) when (exception.Code == Codes.UploadCompleted && round < MaxRounds)
            {
                // Another process went on with the same upload, and was faster.
                missing = [];
            }
        }
    }

    private Task SendAsync(UploadState state, IReadOnlyList<int> missing, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = (int)Math.Clamp(MaxBufferedBytes / Math.Max(1, state.ChunkSize), 1, options.Parallelism),
            CancellationToken = cancellationToken,
        };
        return Parallel.ForEachAsync(TakeAsync(state, missing, cancellationToken), parallel, async (part, token) =>
        {
            using (part)
            {
                await part.LoadAsync(options.Checksum, token);
                await calls.SendAsync(state.UploadId, part, meter, token);
            }
        });
    }

    private async IAsyncEnumerable<UploadPart> TakeAsync(UploadState state, IReadOnlyList<int> numbers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var number in numbers)
        {
            await gate.PassAsync(cancellationToken);
            var offset = (number - 1) * state.ChunkSize;
            yield return await source.TakeAsync(number, offset, checked((int)Math.Min(state.ChunkSize, source.Length - offset)), cancellationToken);
        }
    }
}
