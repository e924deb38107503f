using System.Globalization;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd;

/// <summary>Memory does not grow with the size of a file, nor with its pages.</summary>
public sealed class MemoryTests : HostTest
{
    private const long Allowed = 300L << 20;
    private const int PartSize = 8 << 20;

    [Fact(Timeout = 1_200_000)]
    public async Task A_very_large_upload_is_never_held_in_memory()
    {
        var size = LongForm.Choose(512L << 20, 4L << 30);
        await MeasureAsync($"text of {size >> 20} MB", async user =>
        {
            var session = (await user.InitiateAsync("large.txt", size, "text/plain")).Require(201);
            await SendAllAsync(user, session.Text("upload_id"), size);
            (await user.CompleteAsync(session.Text("upload_id"))).Require(202);
            var job = await user.WaitForEndAsync(session.Text("job_id"), TimeSpan.FromMinutes(10));
            Assert.Equal("completed", job.Text("status"));
            Assert.Single(await user.SearchAsync("block000007"));
            var last = (await user.ContentAsync(session.Text("document_id"), $"bytes={size - 100}-")).Require(206).Bytes;
            Assert.Equal(Block(size - 100, 100), last);
        });
    }

    [Fact(Timeout = 1_200_000)]
    public async Task A_document_of_very_many_pages_is_never_held_in_memory()
    {
        var pages = LongForm.Choose(600, 5000);
        await MeasureAsync($"PDF of {pages} pages", async user =>
        {
            var bytes = PdfFile.Bytes(pages, seed: 3, "middlemark");
            var accepted = await user.UploadInChunksAsync("pages.pdf", bytes, "application/pdf");
            var job = await user.WaitForEndAsync(accepted.Text("job_id"), TimeSpan.FromMinutes(10));
            Assert.Equal("completed", job.Text("status"));
            var hit = Assert.Single(await user.SearchAsync("middlemark"));
            Assert.Equal((pages / 2) + 1, hit.GetProperty("page").GetInt32());
            var facts = (await user.GetAsync($"/{accepted.Text("document_id")}/analysis")).Require(200);
            Assert.Equal(pages, facts["page_count"].GetInt32());
        });
    }

    [Fact(Timeout = 300_000)]
    public async Task Waiting_jobs_are_not_held_in_memory()
    {
        var jobs = LongForm.Choose(300, 3000);
        await MeasureAsync($"{jobs} documents at once", async user =>
        {
            var bytes = Prose.Bytes(1, 100_000);
            var accepted = new List<string>();
            for (var index = 0; index < jobs; index++)
            {
                accepted.Add((await user.UploadSimpleAsync($"{index}.txt", [.. bytes, (byte)'\n', .. System.Text.Encoding.ASCII.GetBytes(index.ToString(CultureInfo.InvariantCulture))], "text/plain")).Require(202).Text("job_id"));
            }

            foreach (var job in accepted)
            {
                Assert.Equal("completed", (await user.WaitForEndAsync(job, TimeSpan.FromMinutes(4))).Text("status"));
            }
        });
    }

    private static byte[] Block(long offset, int length)
    {
        var bytes = new byte[length];
        new RepeatingText().Fill(offset, bytes);
        return bytes;
    }

    private static async Task SendAllAsync(ApiClient user, string uploadId, long size)
    {
        var text = new RepeatingText();
        var parts = (int)((size + PartSize - 1) / PartSize);
        await Parallel.ForAsync(1, parts + 1, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancelled }, async (part, _) =>
        {
            var offset = (part - 1) * (long)PartSize;
            var bytes = new byte[Math.Min(PartSize, size - offset)];
            text.Fill(offset, bytes);
            (await user.SendChunkAsync(uploadId, part, bytes, ApiClient.Md5(bytes))).Require(200);
        });
    }

    /// <summary>Measures how far above its idle size the host grows, alone and with the processes that read documents for it.</summary>
    private async Task MeasureAsync(string what, Func<ApiClient, Task> work)
    {
        var host = await StartHostAsync(HostSettings.ForTests().With("DocProcessing:Uploads:PartSizeBytes", PartSize.ToString(CultureInfo.InvariantCulture)));
        using var user = await ApiClient.SignInAsync(host, "measured");
        (await user.GetAsync("/jobs")).Require(200);
        var idle = MemoryWatch.ResidentOfAll(host.ProcessId);
        await using var watch = new MemoryWatch(host.ProcessId);

        await work(user);

        var (alone, together) = (watch.PeakOfHost - idle, watch.PeakOfAll - idle);
        Print($"Memory, {what}: idle {idle >> 20} MB, host +{alone >> 20} MB, with {watch.MostChildren} extraction processes +{together >> 20} MB");
        Assert.True(alone < Allowed, $"The host alone grew by {alone >> 20} MB.");
        Assert.True(together < Allowed, $"The host and its extraction processes grew by {together >> 20} MB.");
    }
}
