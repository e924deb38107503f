using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.BadInput;

/// <summary>A test that sends something bad, and then shows that a good document still gets through.</summary>
public abstract class BadInputTest(SharedHost shared) : SharedHostTest(shared)
{
    /// <summary>The part size that the host is configured with.</summary>
    protected const int PartSize = 65536;

    /// <summary>Shows that the host is as well as before.</summary>
    protected async Task RequireUnharmedAsync()
    {
        Assert.True(await Host.IsReadyAsync(Cancelled), "The host is not ready any more.");
        var user = await NewUserAsync();
        var marker = $"unharmed{Guid.NewGuid():n}";
        var accepted = (await user.UploadSimpleAsync("good.txt", Prose.Bytes(1, 2000, marker), "text/plain")).Require(202);
        Assert.Equal("completed", (await user.WaitForEndAsync(accepted.Text("job_id"))).Text("status"));
        Assert.Single(await user.SearchAsync(marker));
    }

    /// <summary>Starts an upload of some parts, the last of them a short one.</summary>
    private protected static async Task<(string UploadId, string JobId, byte[] Bytes)> StartUploadAsync(ApiClient user, int parts = 3)
    {
        var bytes = Prose.Bytes(7, ((parts - 1) * PartSize) + 1000)[..(((parts - 1) * PartSize) + 1000)];
        var session = (await user.InitiateAsync("letter.txt", bytes.Length, "text/plain")).Require(201);
        Assert.Equal(PartSize, session["chunk_size"].GetInt32());
        Assert.Equal(parts, session["total_parts"].GetInt32());
        return (session.Text("upload_id"), session.Text("job_id"), bytes);
    }

    private protected static async Task RequireReceivedAsync(ApiClient user, string uploadId, params int[] parts)
    {
        var status = (await user.UploadStatusAsync(uploadId)).Require(200);
        Assert.Equal(parts, status["received_parts"].EnumerateArray().Select(part => part.GetInt32()));
    }

    private protected static async Task<ApiAnswer> RequireRejectedAsync(ApiClient user, string fileName, byte[] bytes, string? contentType, params string[] codes)
    {
        var accepted = (await user.UploadSimpleAsync(fileName, bytes, contentType)).Require(202);
        var job = await user.WaitForEndAsync(accepted.Text("job_id"));
        Assert.True(job.Text("status") == "rejected", $"The job should have been rejected: {job}");
        var error = job["error"];
        Assert.Contains(error.GetProperty("code").GetString()!, codes);
        Assert.False(error.GetProperty("retryable").GetBoolean());
        return job;
    }
}
