using DocProcessing.Core.Tests.Engine;
using DocProcessing.Uploads;

namespace DocProcessing.Core.Tests.Uploads;

public sealed class UploadRulesTests
{
    [Theory]
    [InlineData(1, TestEngine.PartSize)]
    [InlineData(10_000L * TestEngine.PartSize, TestEngine.PartSize)]
    [InlineData((10_000L * TestEngine.PartSize) + 1, TestEngine.PartSize * 2)]
    [InlineData(1L << 40, 109_969_408)]
    public async Task The_part_size_grows_so_that_there_are_never_more_than_10_000_parts(long fileSize, long partSize)
    {
        await using var engine = new TestEngine();

        Assert.Equal(partSize, engine.Get<UploadRules>().PartSizeFor(fileSize));
        Assert.InRange((fileSize + partSize - 1) / partSize, 1, 10_000);
    }
}
