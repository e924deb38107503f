using DocProcessing.Conformance.Extraction;

namespace DocProcessing.Extraction.Tests;

/// <summary>Breaks each sample in many places. Whatever the parser makes of it, it ends, and says so in our words.</summary>
public sealed class DamageTests
{
    private const int Rounds = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Files => new(Samples.All.Select(sample => sample.File));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_cut_off_document_ends_in_sections_or_a_rejection(string file)
    {
        var random = new Random(StableSeed(file));
        var bytes = await File.ReadAllBytesAsync(Samples.PathOf(file), TestContext.Current.CancellationToken);
        using var host = new IsolatedHost();
        for (var round = 0; round < Rounds; round++)
        {
            await ReadAsync(host, file, bytes[..random.Next(1, bytes.Length)]);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_document_with_wrong_bytes_ends_in_sections_or_a_rejection(string file)
    {
        var random = new Random(StableSeed(file) + 1);
        using var host = new IsolatedHost();
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = await File.ReadAllBytesAsync(Samples.PathOf(file), TestContext.Current.CancellationToken);
            for (var flip = 0; flip <= round; flip++)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            await ReadAsync(host, file, bytes);
        }
    }

    private static async Task ReadAsync(IsolatedHost host, string file, byte[] content)
    {
        using var damaged = new TemporaryFile(content);
        var type = Samples.All.Single(sample => sample.File == file).Type;
        var sink = new CollectingSink();
        try
        {
            await host.ExtractorFor(type).ExtractAsync(Reading.Request(damaged.Path, type), sink, TestContext.Current.CancellationToken).WaitAsync(Patience);
        }
        catch (DocumentRejectedException rejection)
        {
            Assert.True(rejection.Code is RejectionReasons.Damaged or RejectionReasons.Encrypted or RejectionReasons.Empty or RejectionReasons.ArchiveBomb or RejectionReasons.TooComplex, rejection.Code);
        }

        Assert.Equal(Enumerable.Range(1, sink.Sections.Count), sink.Sections.Select(section => section.Number));
    }

    private static int StableSeed(string text) => text.Aggregate(17, (seed, character) => unchecked((seed * 31) + character));
}
