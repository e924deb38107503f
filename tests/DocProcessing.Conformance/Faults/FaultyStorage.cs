using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace DocProcessing.Conformance;

/// <summary>A store that fails, is slow or breaks off as a test plans it.</summary>
/// <param name="inner">The store that does the work.</param>
/// <param name="plan">Tells what goes wrong in a call; <see langword="null"/> for nothing.</param>
public sealed class FaultyStorage(IDocumentStorage inner, Func<StorageCall, StorageFault?> plan) : StorageDecorator(inner)
{
    private readonly ConcurrentDictionary<StorageOperation, int> _calls = new();

    /// <summary>Counts the calls of an operation so far.</summary>
    public int CallsOf(StorageOperation operation) => _calls.GetValueOrDefault(operation);

    public override Task<StoredObject> PutAsync(ObjectKey key, Stream content, string? contentType, CancellationToken cancellationToken)
    {
        var fault = Plan(StorageOperation.Put, key.Value);
        var source = fault is StorageFault.Cut cut ? new CutStream(content, cut) : content;
        return RunAsync(fault, () => base.PutAsync(key, source, contentType, cancellationToken), cancellationToken);
    }

    public override Task<Stream> OpenReadAsync(ObjectKey key, ByteRange? range, CancellationToken cancellationToken)
    {
        var fault = Plan(StorageOperation.OpenRead, key.Value);
        return RunAsync(
            fault,
            async () =>
            {
                var stream = await base.OpenReadAsync(key, range, cancellationToken);
                return fault is StorageFault.Cut cut ? new CutStream(stream, cut) : stream;
            },
            cancellationToken);
    }

    public override Task<StoredObject?> StatAsync(ObjectKey key, CancellationToken cancellationToken) =>
        RunAsync(Plan(StorageOperation.Stat, key.Value), () => base.StatAsync(key, cancellationToken), cancellationToken);

    public override IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
        EnumerateAsync(Plan(StorageOperation.List, prefix), base.ListAsync(prefix, cancellationToken), cancellationToken);

    public override Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) =>
        RunAsync(Plan(StorageOperation.Delete, key.Value), () => DoneAsync(base.DeleteAsync(key, cancellationToken)), cancellationToken);

    public override Task<MultipartUpload> InitiateMultipartAsync(
        ObjectKey key, long length, long partSize, string? contentType, CancellationToken cancellationToken) =>
        RunAsync(
            Plan(StorageOperation.Initiate, key.Value),
            () => base.InitiateMultipartAsync(key, length, partSize, contentType, cancellationToken),
            cancellationToken);

    public override async ValueTask<IPartWriter> OpenPartAsync(MultipartUpload upload, int partNumber, string? keepETag, CancellationToken cancellationToken)
    {
        var writer = await RunAsync(
            Plan(StorageOperation.OpenPart, upload.Key.Value),
            () => base.OpenPartAsync(upload, partNumber, keepETag, cancellationToken).AsTask(),
            cancellationToken);
        return new FaultyPartWriter(this, writer, upload.Key.Value);
    }

    public override IAsyncEnumerable<StoredPart> ListPartsAsync(MultipartUpload upload, CancellationToken cancellationToken) =>
        EnumerateAsync(Plan(StorageOperation.ListParts, upload.Key.Value), base.ListPartsAsync(upload, cancellationToken), cancellationToken);

    public override Task<StoredObject> CompleteMultipartAsync(MultipartUpload upload, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken) =>
        RunAsync(Plan(StorageOperation.Complete, upload.Key.Value), () => base.CompleteMultipartAsync(upload, parts, cancellationToken), cancellationToken);

    public override Task AbortMultipartAsync(ObjectKey key, string uploadId, CancellationToken cancellationToken) =>
        RunAsync(Plan(StorageOperation.Abort, key.Value), () => DoneAsync(base.AbortMultipartAsync(key, uploadId, cancellationToken)), cancellationToken);

    public override IAsyncEnumerable<ListedMultipartUpload> ListMultipartAsync(string prefix, CancellationToken cancellationToken) =>
        EnumerateAsync(Plan(StorageOperation.ListMultipart, prefix), base.ListMultipartAsync(prefix, cancellationToken), cancellationToken);

    private static async Task<bool> DoneAsync(Task task)
    {
        await task;
        return true;
    }

    private static async Task<T> RunAsync<T>(StorageFault? fault, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case StorageFault.Fail fail:
                throw fail.Error;
            case StorageFault.Slow slow:
                await slow.Until.WaitAsync(cancellationToken);
                break;
        }

        var answer = await call();
        return fault is StorageFault.LoseAnswer lost ? throw lost.Error : answer;
    }

    private static async IAsyncEnumerable<T> EnumerateAsync<T>(
        StorageFault? fault, IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await RunAsync(fault is StorageFault.LoseAnswer ? null : fault, () => Task.FromResult(true), cancellationToken);
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            yield return item;
        }

        if (fault is StorageFault.LoseAnswer lost)
        {
            throw lost.Error;
        }
    }

    private StorageFault? Plan(StorageOperation operation, string key) =>
        plan(new StorageCall(operation, _calls.AddOrUpdate(operation, 1, (_, count) => count + 1), key));

    private sealed class FaultyPartWriter(FaultyStorage storage, IPartWriter inner, string key) : IPartWriter
    {
        public async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
        {
            var fault = storage.Plan(StorageOperation.WritePart, key);
            if (fault is StorageFault.Cut cut)
            {
                await inner.WriteAsync(bytes.Slice(0, Math.Min(cut.AfterBytes, bytes.Length)), cancellationToken);
                throw cut.Error;
            }

            await RunAsync(fault, () => DoneAsync(inner.WriteAsync(bytes, cancellationToken).AsTask()), cancellationToken);
        }

        public async ValueTask<StoredPart> CommitAsync(Checksum checksum, CancellationToken cancellationToken) =>
            await RunAsync(storage.Plan(StorageOperation.CommitPart, key), () => inner.CommitAsync(checksum, cancellationToken).AsTask(), cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
