namespace DocProcessing.FileSystem;

/// <summary>Knows this process's open part writers, so that no two share a place and none writes into an object that is complete.</summary>
internal sealed class LiveWriters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Upload> _uploads = [];

    /// <summary>Admits a writer, or none while the parts are joined. It gets the part's place only when the place is free.</summary>
    public WriterClaim? Enter(string uploadId, int partNumber, bool wantsPlace)
    {
        lock (_gate)
        {
            var upload = Find(uploadId);
            if (upload.Joins > 0)
            {
                return null;
            }

            var hasPlace = wantsPlace && upload.Stops == 0 && !upload.Claims.Any(other => other.PartNumber == partNumber && other.HasPlace);
            var claim = new WriterClaim(partNumber, hasPlace ? null : Guid.NewGuid());
            upload.Claims.Add(claim);
            return claim;
        }
    }

    public void Leave(string uploadId, WriterClaim claim)
    {
        lock (_gate)
        {
            var upload = Find(uploadId);
            upload.Claims.Remove(claim);
            Forget(uploadId, upload);
        }
    }

    public bool IsWriting(string uploadId, string sidePath)
    {
        lock (_gate)
        {
            return _uploads.TryGetValue(uploadId, out var upload)
                && upload.Claims.Any(claim => claim.Side is { } side && sidePath.Contains(side.ToString("n"), StringComparison.Ordinal));
        }
    }

    /// <summary>
    /// Stops all writers of an upload for good, and admits none until the result is disposed. For one caller at a time:
    /// another one waits until the first has disposed its result, on the same thread.
    /// </summary>
    public IDisposable Join(string uploadId)
    {
        var stopped = Stop(uploadId, joins: true);
        Monitor.Enter(stopped.Upload);
        return stopped;
    }

    /// <summary>Stops all writers of an upload for good, and keeps new ones out of the data file until the result is disposed.</summary>
    public IDisposable Stop(string uploadId) => Stop(uploadId, joins: false);

    private Stopped Stop(string uploadId, bool joins)
    {
        Upload upload;
        WriterClaim[] claims;
        lock (_gate)
        {
            upload = Find(uploadId);
            upload.Stops++;
            upload.Joins += joins ? 1 : 0;
            claims = [.. upload.Claims];
        }

        foreach (var claim in claims)
        {
            claim.Revoke();
        }

        return new Stopped(this, uploadId, upload, joins);
    }

    private void EndStop(string uploadId, bool joins)
    {
        lock (_gate)
        {
            var upload = Find(uploadId);
            upload.Stops--;
            upload.Joins -= joins ? 1 : 0;
            Forget(uploadId, upload);
        }
    }

    private Upload Find(string uploadId)
    {
        if (!_uploads.TryGetValue(uploadId, out var upload))
        {
            _uploads[uploadId] = upload = new Upload();
        }

        return upload;
    }

    private void Forget(string uploadId, Upload upload)
    {
        if (upload is { Stops: 0, Claims.Count: 0 })
        {
            _uploads.Remove(uploadId);
        }
    }

    private sealed class Upload
    {
        public List<WriterClaim> Claims { get; } = [];

        public int Stops { get; set; }

        public int Joins { get; set; }
    }

    private sealed class Stopped(LiveWriters writers, string uploadId, Upload upload, bool joins) : IDisposable
    {
        public Upload Upload => upload;

        public void Dispose()
        {
            if (joins)
            {
                Monitor.Exit(upload);
            }

            writers.EndStop(uploadId, joins);
        }
    }
}

/// <summary>One open writer's right to write.</summary>
internal sealed class WriterClaim(int partNumber, Guid? side)
{
    private readonly Lock _writing = new();
    private bool _revoked;

    public int PartNumber => partNumber;

    /// <summary>Gets the side file to write to; <see langword="null"/> for the part's place.</summary>
    public Guid? Side => side;

    public bool HasPlace => side is null;

    /// <summary>Does work unless the claim is revoked. When <see cref="Revoke"/> has returned, no work runs and none will.</summary>
    public bool TryRun<TState>(TState state, Action<TState> work)
    {
        lock (_writing)
        {
            if (_revoked)
            {
                return false;
            }

            work(state);
            return true;
        }
    }

    public void Revoke()
    {
        lock (_writing)
        {
            _revoked = true;
        }
    }
}
