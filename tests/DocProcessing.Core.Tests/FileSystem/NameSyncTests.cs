using System.Collections.Concurrent;
using DocProcessing.FileSystem;

namespace DocProcessing.Core.Tests.FileSystem;

public sealed class NameSyncTests : IDisposable
{
    private readonly TemporaryRoot _root = new();
    private readonly RecordingSync _disk;
    private readonly NameSync _names;

    public NameSyncTests()
    {
        _disk = new RecordingSync(_root.Path);
        _names = new NameSync(_root.Path, _disk);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public void The_first_name_in_a_directory_is_synced_with_all_that_leads_there()
    {
        Place("documents/1/content");

        Assert.Equal(["documents/1", "documents", ""], _disk.Seen);
    }

    [Fact]
    public void A_directory_whose_own_name_is_durable_is_synced_alone()
    {
        Assert.SkipUnless(DirectoryIdentity.Of(_root.Path) is not null, "This system does not tell when a directory was made.");
        Place("documents/1/content");
        _disk.Seen.Clear();

        Place("documents/1/other");
        Place("documents/2/content");

        Assert.Equal(["documents/1", "documents/2", "documents"], _disk.Seen);
    }

    [Fact]
    public async Task A_directory_that_was_deleted_and_made_anew_has_a_new_name()
    {
        Place("documents/1/content");
        Directory.Delete(PathOf("documents"), recursive: true);
        _disk.Seen.Clear();

        // Longer than a tick of the file system's clock.
        await Task.Delay(20, Token);
        Place("documents/1/content");

        Assert.Equal(["documents/1", "documents", ""], _disk.Seen);
    }

    [Fact]
    public void A_name_whose_sync_failed_is_synced_the_next_time()
    {
        _disk.Fails = "documents";
        Assert.Throws<IOException>(() => Place("documents/1/content"));
        _disk.Seen.Clear();

        _disk.Fails = null;
        Place("documents/1/other");

        Assert.Equal(["documents/1", "documents", ""], _disk.Seen);
    }

    [Fact]
    public async Task All_who_ask_while_a_directory_is_synced_share_the_next_sync()
    {
        using var gate = new ManualResetEventSlim();
        _disk.Gate = gate;
        var shared = new SharedSync(_disk);
        var threads = new DiskThreads();
        Task AskAsync() => threads.RunAsync(() =>
        {
            shared.Flush(_root.Path);
            return true;
        });
        var first = AskAsync();
        Assert.True(SpinWait.SpinUntil(() => _disk.Seen.Count == 1, TimeSpan.FromSeconds(10)));
        var others = Enumerable.Range(0, 10).Select(_ => AskAsync()).ToList();
        await Task.Delay(100, Token);

        gate.Set();
        await Task.WhenAll([first, .. others]).WaitAsync(TimeSpan.FromSeconds(10), Token);

        // The first one's sync had begun before the others asked, so it is not theirs.
        Assert.InRange(_disk.Seen.Count, 2, 3);
    }

    private void Place(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), [1]);
        _names.Flush(Path.GetDirectoryName(PathOf(name))!);
    }

    private string PathOf(string name) => Path.Combine(_root.Path, name);

    private sealed class RecordingSync(string root) : DiskSync
    {
        public ConcurrentQueue<string> Seen { get; } = [];

        public string? Fails { get; set; }

        public ManualResetEventSlim? Gate { get; set; }

        public override void FlushDirectory(string path)
        {
            var name = path == root ? "" : Path.GetRelativePath(root, path);
            Seen.Enqueue(name);
            Gate?.Wait(TimeSpan.FromSeconds(10), Token);
            if (name == Fails)
            {
                throw new IOException("The disk is gone.");
            }

            base.FlushDirectory(path);
        }
    }
}
