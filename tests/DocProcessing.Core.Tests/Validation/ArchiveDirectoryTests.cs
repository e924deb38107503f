using System.IO.Compression;
using DocProcessing.Validation;

namespace DocProcessing.Core.Tests.Validation;

/// <summary>What an archive's directory says is counted before anything of it is held in memory.</summary>
public sealed class ArchiveDirectoryTests
{
    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private const int Flood = 500_000;
    private const long SmallMemory = 4 << 20;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_flood_of_entries_is_a_bomb_and_is_never_held(bool zip64)
    {
        using var archive = new ZipBytes().Add("[Content_Types].xml").Add("word/document.xml").AddMany(Flood).Close(zip64);

        RejectionOf(archive, new ValidationOptions());
        var (rejection, allocated) = Measure(() => RejectionOf(archive, new ValidationOptions()));

        Assert.Equal(RejectionReasons.ArchiveBomb, rejection.Code);
        Assert.InRange(allocated, 0, SmallMemory);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_type_of_a_flood_is_told_without_holding_it(bool zip64)
    {
        using var archive = new ZipBytes().Add("[Content_Types].xml").AddMany(Flood).Add("word/document.xml").Close(zip64);

        Detect(archive);
        var (found, allocated) = Measure(() => Detect(archive));

        Assert.Equal(Word, found);
        Assert.InRange(allocated, 0, SmallMemory);
    }

    [Fact]
    public void A_directory_of_very_long_names_is_a_bomb()
    {
        var zip = new ZipBytes();
        for (var index = 0; index < 40; index++)
        {
            zip.Add(new string('x', 60_000));
        }

        using var archive = zip.Close();

        Assert.Equal(RejectionReasons.ArchiveBomb, RejectionOf(archive, new ValidationOptions { MaxArchiveEntries = 100 }).Code);
    }

    [Fact]
    public void Sizes_that_add_up_to_more_than_a_number_holds_are_a_bomb()
    {
        using var archive = new ZipBytes().AddHuge("a", long.MaxValue).AddHuge("b", long.MaxValue).AddHuge("c", -1).Close();

        Assert.Equal(RejectionReasons.ArchiveBomb, RejectionOf(archive, new ValidationOptions()).Code);
    }

    [Fact]
    public void As_many_entries_as_are_allowed_pass_and_one_more_does_not()
    {
        const int entries = 65_600;
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var index = 0; index < entries; index++)
            {
                zip.CreateEntry($"{index}");
            }
        }

        Inspect(archive, new ValidationOptions { MaxArchiveEntries = entries });
        Assert.Equal(RejectionReasons.ArchiveBomb, RejectionOf(archive, new ValidationOptions { MaxArchiveEntries = entries - 1 }).Code);
    }

    [Theory]
    [InlineData(false, 1L << 31)]
    [InlineData(true, 1L << 40)]
    [InlineData(true, -1L)]
    public void A_directory_that_is_not_where_it_should_be_is_damage(bool zip64, long start)
    {
        using var archive = new ZipBytes().Add("a").Close(zip64, start: start);

        Assert.Equal(RejectionReasons.Damaged, RejectionOf(archive, new ValidationOptions()).Code);
        Assert.Equal(RejectionReasons.Damaged, Assert.Throws<DocumentRejectedException>(() => Detect(archive)).Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_directory_of_another_count_than_it_says_is_damage(int told)
    {
        using var archive = new ZipBytes().AddMany(2).Close(entries: told);

        Assert.Equal(RejectionReasons.Damaged, RejectionOf(archive, new ValidationOptions()).Code);
    }

    [Fact]
    public void An_end_that_asks_for_a_record_which_cannot_be_there_is_damage()
    {
        using var whole = new ZipBytes().Close(zip64: true);
        using var archive = new MemoryStream(whole.ToArray()[^22..]);

        Assert.Equal(RejectionReasons.Damaged, RejectionOf(archive, new ValidationOptions()).Code);
        Assert.Equal(RejectionReasons.Damaged, Assert.Throws<DocumentRejectedException>(() => Detect(archive)).Code);
    }

    [Fact]
    public void Of_a_mimetype_that_lies_about_its_size_little_is_read()
    {
        var content = new byte[32 << 20];
        content.AsSpan().Fill((byte)'a');
        using var archive = new ZipBytes().AddStored("mimetype", content, unpacked: 20).Close();

        Detect(archive);
        var (found, allocated) = Measure(() => Detect(archive));

        Assert.Equal(ContentTypeDetector.Zip, found);
        Assert.InRange(allocated, 0, SmallMemory);
    }

    [Fact]
    public void A_stored_mimetype_names_the_type()
    {
        using var archive = new ZipBytes().AddStored("mimetype", "application/epub+zip"u8.ToArray(), unpacked: 20).Close();

        Assert.Equal("application/epub+zip", Detect(archive));
    }

    private static string Detect(Stream archive) => ContentTypeDetector.Detect(archive, ContentTypes.Unknown, "x");

    private static void Inspect(Stream archive, ValidationOptions options) =>
        new ArchiveInspector(options).Inspect(archive, _ => { }, TestContext.Current.CancellationToken);

    private static DocumentRejectedException RejectionOf(Stream archive, ValidationOptions options) =>
        Assert.Throws<DocumentRejectedException>(() => Inspect(archive, options));

    private static (T Result, long Allocated) Measure<T>(Func<T> work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = work();
        return (result, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
