using System.Diagnostics;
using DocProcessing.Conformance.Extraction;
using DocProcessing.Extraction.Faults;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Extraction.Tests;

public sealed class IsolationTests
{
    [Theory]
    [InlineData("fault/stack")]
    [InlineData("fault/exit")]
    [InlineData("fault/abort")]
    public async Task A_child_that_dies_fails_its_own_document_only(string fault)
    {
        using var host = new IsolatedHost(faulty: true);

        var sink = new CollectingSink();
        var error = await Assert.ThrowsAsync<DocumentProcessingException>(() => host.FailAsync(fault, sink));

        Assert.Equal(ErrorCodes.ExtractorCrashed, error.Code);
        Assert.Single(sink.Sections);
        Assert.DoesNotContain("secret words", error.ToString(), StringComparison.Ordinal);
        Assert.Single((await host.FailAsync("fault/none")).Sections);
    }

    [Theory]
    [InlineData("fault/memory")]
    [InlineData("fault/native-memory")]
    public async Task A_child_that_swallows_memory_is_ended_and_the_limit_named(string fault)
    {
        using var host = new IsolatedHost(faulty: true);

        var error = await Assert.ThrowsAsync<DocumentProcessingException>(() => host.FailAsync(fault));

        Assert.Equal(ErrorCodes.ExtractorCrashed, error.Code);
        Assert.Contains("300 MiB", error.Message, StringComparison.Ordinal);
        Assert.Single((await host.FailAsync("fault/none")).Sections);
    }

    [Fact]
    public async Task An_exception_in_the_child_is_told_without_its_message()
    {
        using var host = new IsolatedHost(faulty: true);

        var error = await Assert.ThrowsAsync<DocumentProcessingException>(() => host.FailAsync("fault/throw"));

        Assert.Contains(nameof(InvalidOperationException), error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_kills_a_hanging_child_within_a_second()
    {
        using var host = new IsolatedHost(faulty: true);
        using var cancellation = new CancellationTokenSource();
        var child = 0;
        long cancelledAt = 0;
        var sink = new CollectingSink
        {
            OnSection = _ =>
            {
                child = host.Pool.ProcessIds.Single();
                cancelledAt = Stopwatch.GetTimestamp();
                cancellation.CancelAfter(TimeSpan.FromMilliseconds(1));
                return Task.CompletedTask;
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.FailAsync("fault/hang", sink, cancellation.Token));
        await ProcessWatch.GoneAsync(child);

        Assert.True(Stopwatch.GetElapsedTime(cancelledAt) < TimeSpan.FromSeconds(1));
        Assert.Empty(host.Pool.ProcessIds);
        Assert.Single((await host.FailAsync("fault/none")).Sections);
    }

    [Fact]
    public async Task What_a_parser_prints_does_not_disturb_the_protocol()
    {
        using var host = new IsolatedHost(faulty: true);

        Assert.Single((await host.FailAsync("fault/print")).Sections);
    }

    [Fact]
    public async Task A_child_knows_nothing_of_the_hosts_environment()
    {
        Environment.SetEnvironmentVariable("MINIO_SECRET_KEY_FOR_TEST", "secret");
        using var host = new IsolatedHost(faulty: true);

        var names = (await host.FailAsync("fault/environment")).Sections[1].Text.Split('\n');

        Assert.Contains("PATH", names);
        Assert.DoesNotContain("MINIO_SECRET_KEY_FOR_TEST", names);
        Assert.All(names, name => Assert.True(name is "PATH" or "LANG" or "LANGUAGE" or "TZ" or "TMPDIR" or "TMP" or "TEMP" || name.StartsWith("LC_", StringComparison.Ordinal)
            || name.StartsWith("DOTNET_", StringComparison.Ordinal) || name.StartsWith("CLR_", StringComparison.Ordinal) || name == "LD_LIBRARY_PATH", name));
    }

    [Fact]
    public async Task A_slow_sink_makes_the_child_wait()
    {
        using var host = new IsolatedHost(faulty: true);
        var release = new TaskCompletionSource();
        var seen = 0;
        var sink = new CollectingSink { OnSection = _ => ++seen == 5 ? release.Task : Task.CompletedTask };

        var reading = host.FailAsync("fault/many", sink);
        release.SetResult();

        Assert.Equal(2000, (await reading).Sections.Count);
    }

    [Fact]
    public async Task A_child_is_used_again_and_replaced_after_so_many_documents()
    {
        using var host = new IsolatedHost(options => options.DocumentsPerProcess = 2, faulty: true);

        await host.FailAsync("fault/none");
        var first = host.Pool.ProcessIds.Single();
        await host.FailAsync("fault/none");
        var afterTwo = host.Pool.ProcessIds;
        await host.FailAsync("fault/none");

        Assert.Empty(afterTwo);
        Assert.NotEqual(first, host.Pool.ProcessIds.Single());
    }

    [Fact]
    public async Task An_idle_host_holds_no_children()
    {
        var time = new FakeTimeProvider();
        using var host = new IsolatedHost(time: time, faulty: true);
        await host.FailAsync("fault/none");
        var child = host.Pool.ProcessIds.Single();

        time.Advance(TimeSpan.FromSeconds(61));

        Assert.Empty(host.Pool.ProcessIds);
        await ProcessWatch.GoneAsync(child);
    }

    [Fact]
    public async Task No_more_children_are_kept_than_wanted()
    {
        using var host = new IsolatedHost(options => options.MaxIdleProcesses = 1, faulty: true);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => host.FailAsync("fault/none")));

        Assert.Single(host.Pool.ProcessIds);
    }

    [Fact]
    public async Task Disposing_ends_idle_and_busy_children()
    {
        var host = new IsolatedHost(faulty: true);
        await host.FailAsync("fault/none");
        var started = new TaskCompletionSource();
        var sink = new CollectingSink
        {
            OnSection = _ =>
            {
                started.TrySetResult();
                return Task.CompletedTask;
            },
        };
        var hanging = host.FailAsync("fault/hang", sink);
        await started.Task;
        var children = host.Pool.ProcessIds;

        host.Dispose();

        await Assert.ThrowsAsync<DocumentProcessingException>(() => hanging);
        foreach (var child in children)
        {
            await ProcessWatch.GoneAsync(child);
        }
    }

    [Fact]
    public async Task A_hanging_child_ends_when_its_host_is_killed()
    {
        using var host = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(FaultyExtractor).Assembly.Location, "host", Samples.PathOf("latin1.txt") },
            RedirectStandardOutput = true,
        })!;
        var child = int.Parse((await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, System.Globalization.CultureInfo.InvariantCulture);

        host.Kill();

        await ProcessWatch.GoneAsync(child);
    }

    [Fact]
    public async Task A_host_that_cannot_have_children_is_told_what_to_set()
    {
        var options = new ExtractionOptions();
        using var launcher = new Isolation.ChildLauncher(options.MaxMemoryMegabytes, assembly: "");
        using var pool = new Isolation.ExtractionProcessPool(
            options, launcher, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<Isolation.ExtractionProcessPool>.Instance);

        var error = await Assert.ThrowsAsync<DocumentProcessingException>(() =>
            pool.ExtractAsync("pdf", Reading.Request(Samples.PathOf("report.pdf"), Samples.Pdf), new CollectingSink(), TestContext.Current.CancellationToken));

        Assert.Contains("DocProcessing:Extraction:Isolation", error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.Unavailable, error.Category);
    }

    [Theory]
    [InlineData("report.docx")]
    [InlineData("slides.pptx")]
    [InlineData("table.xlsx")]
    [InlineData("page.html")]
    [InlineData("mail.eml")]
    [InlineData("notes.md")]
    [InlineData("book.epub")]
    [InlineData("letter.odt")]
    [InlineData("memo.rtf")]
    public async Task A_child_finds_what_the_host_would(string file)
    {
        using var host = new IsolatedHost();
        var (_, type, _) = Samples.All.Single(sample => sample.File == file);
        var expected = await Reading.ReadSampleAsync(file);
        var sink = new CollectingSink();

        await host.ExtractorFor(type).ExtractAsync(Reading.Request(Samples.PathOf(file), type), sink, TestContext.Current.CancellationToken);

        Assert.Equal(expected.Sections, sink.Sections);
        Assert.Equal(expected.Metadata?.Title, sink.Metadata?.Title);
        Assert.Equal(expected.Metadata?.Custom, sink.Metadata?.Custom);
    }

    [Theory]
    [InlineData("encrypted.pdf", RejectionReasons.Encrypted)]
    [InlineData("bomb.docx", RejectionReasons.ArchiveBomb)]
    public async Task A_rejection_comes_through_with_its_reason(string file, string reason)
    {
        using var host = new IsolatedHost();
        var type = file.EndsWith("pdf", StringComparison.Ordinal) ? Samples.Pdf : Samples.Docx;

        Assert.Equal(reason, await Reading.RejectionOfAsync(() =>
            host.ExtractorFor(type).ExtractAsync(Reading.Request(Samples.PathOf(file), type), new CollectingSink(), TestContext.Current.CancellationToken)));
        Assert.Single(host.Pool.ProcessIds);
    }
}
