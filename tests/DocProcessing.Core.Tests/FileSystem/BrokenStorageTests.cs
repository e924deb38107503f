using System.Buffers;
using DocProcessing.Conformance;

namespace DocProcessing.Core.Tests.FileSystem;

/// <summary>Storages that break one promise each: the suite must say so.</summary>
public sealed class BrokenStorageTests
{
    public static TheoryData<string, string> Breaks => new()
    {
        { nameof(DocumentStorageConformance.A_range_is_cut_to_the_objects_end), nameof(IgnoresRanges) },
        { nameof(DocumentStorageConformance.Objects_are_listed_in_the_ordinal_order_of_their_keys), nameof(ListsBackwards) },
        { nameof(DocumentStorageConformance.Deleting_twice_is_no_error_and_the_object_is_gone), nameof(KeepsDeleted) },
        { nameof(DocumentStorageConformance.A_part_of_another_version_is_named_and_the_upload_goes_on), nameof(JoinsWhatIsThere) },
        { nameof(DocumentStorageConformance.The_version_on_record_outlives_a_newer_one_that_nobody_recorded), nameof(JoinsWhatIsThere) },
        { nameof(DocumentStorageConformance.A_write_that_breaks_off_leaves_the_accepted_part_whole), nameof(CommitsOnDispose) },
        { nameof(DocumentStorageConformance.Completing_twice_returns_the_same_object), nameof(CompletesOnce) },
        { nameof(DocumentStorageConformance.A_reader_sees_the_old_content_or_the_new_and_never_a_mixture), nameof(DeletesBeforePut) },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_broken_promise_fails_its_test(string test, string broken)
    {
        Assert.Null(await SuiteRun.FailureOfAsync(() => new Suite(storage => storage), test));

        Assert.NotNull(await SuiteRun.FailureOfAsync(() => new Suite(storage => Break(broken, storage)), test));
    }

    private static IDocumentStorage Break(string how, IDocumentStorage storage) => how switch
    {
        nameof(IgnoresRanges) => new IgnoresRanges(storage),
        nameof(ListsBackwards) => new ListsBackwards(storage),
        nameof(KeepsDeleted) => new KeepsDeleted(storage),
        nameof(JoinsWhatIsThere) => new JoinsWhatIsThere(storage),
        nameof(CommitsOnDispose) => new CommitsOnDispose(storage),
        nameof(CompletesOnce) => new CompletesOnce(storage),
        _ => new DeletesBeforePut(storage),
    };

    private sealed class Suite(Func<IDocumentStorage, IDocumentStorage> wrap) : DocumentStorageConformance, IDisposable
    {
        private readonly TemporaryRoot _root = new();

        public void Dispose() => _root.Dispose();

        protected override Task<IDocumentStorage> CreateAsync() => Task.FromResult(wrap(_root.Open()));
    }

    private sealed class IgnoresRanges(IDocumentStorage inner) : StorageDecorator(inner)
    {
        public override Task<Stream> OpenReadAsync(ObjectKey key, ByteRange? range, CancellationToken cancellationToken) =>
            base.OpenReadAsync(key, null, cancellationToken);
    }

    private sealed class ListsBackwards(IDocumentStorage inner) : StorageDecorator(inner)
    {
        public override IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
            base.ListAsync(prefix, cancellationToken).Reverse();
    }

    private sealed class KeepsDeleted(IDocumentStorage inner) : StorageDecorator(inner)
    {
        public override Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class JoinsWhatIsThere(IDocumentStorage inner) : StorageDecorator(inner)
    {
        public override async Task<StoredObject> CompleteMultipartAsync(
            MultipartUpload upload, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken) =>
            await base.CompleteMultipartAsync(upload, await ListPartsAsync(upload, cancellationToken).ToListAsync(cancellationToken), cancellationToken);
    }

    private sealed class CompletesOnce(IDocumentStorage inner) : StorageDecorator(inner)
    {
        private bool _completed;

        public override Task<StoredObject> CompleteMultipartAsync(MultipartUpload upload, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken)
        {
            var again = _completed;
            _completed = true;
            return again ? throw new MultipartUploadNotFoundException(upload.Key) : base.CompleteMultipartAsync(upload, parts, cancellationToken);
        }
    }

    private sealed class DeletesBeforePut(IDocumentStorage inner) : StorageDecorator(inner)
    {
        public override async Task<StoredObject> PutAsync(ObjectKey key, Stream content, string? contentType, CancellationToken cancellationToken)
        {
            await DeleteAsync(key, cancellationToken);
            return await base.PutAsync(key, content, contentType, cancellationToken);
        }
    }

    /// <summary>Takes what was written before a break for the whole part, as a store does that writes in place and trusts the length.</summary>
    private sealed class CommitsOnDispose(IDocumentStorage inner) : StorageDecorator(inner)
    {
        public override async ValueTask<IPartWriter> OpenPartAsync(
            MultipartUpload upload, int partNumber, string? keepETag, CancellationToken cancellationToken) =>
            new Writer(await base.OpenPartAsync(upload, partNumber, keepETag, cancellationToken), upload.LengthOf(partNumber));

        private sealed class Writer(IPartWriter inner, long left) : IPartWriter
        {
            private long _left = left;
            private bool _committed;

            public ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
            {
                _left -= bytes.Length;
                return inner.WriteAsync(bytes, cancellationToken);
            }

            public ValueTask<StoredPart> CommitAsync(Checksum checksum, CancellationToken cancellationToken)
            {
                _committed = true;
                return inner.CommitAsync(checksum, cancellationToken);
            }

            public async ValueTask DisposeAsync()
            {
                if (!_committed)
                {
                    await inner.WriteAsync(new byte[_left], CancellationToken.None);
                    await inner.CommitAsync(new Checksum(ChecksumAlgorithm.Md5, new string('0', 32)), CancellationToken.None);
                }

                await inner.DisposeAsync();
            }
        }
    }
}
