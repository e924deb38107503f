using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd;

/// <summary>A client whose network is gone: its connection stays open, and nothing more comes.</summary>
public sealed class StalledSenderTests : HostTest
{
    private const int PartSize = 65536;

    [Fact(Timeout = 90_000)]
    public async Task A_part_is_free_again_once_its_sender_has_been_silent_for_long()
    {
        var host = await StartHostAsync(HostSettings.ForTests().With("DocProcessing:HttpApi:BodyStallTimeout", "00:00:02"));
        using var user = await ApiClient.SignInAsync(host, "alice");
        var bytes = Prose.Bytes(1, PartSize)[..PartSize];
        var uploadId = (await user.InitiateAsync("silent.txt", PartSize, "text/plain")).Require(201).Text("upload_id");
        using var silent = await RawRequest.PostAsync(
            user, $"/api/v1/documents/upload/chunk?upload_id={uploadId}&part_number=1", "multipart/form-data; boundary=xyz", PartSize + 200);
        await silent.SendAsync("--xyz\r\nContent-Disposition: form-data; name=\"chunk_file\"; filename=\"chunk\"\r\n\r\n");

        // Enough for the server's own least rate to be kept for minutes.
        await silent.SendAsync(bytes.AsMemory(0, PartSize - 1000));

        var (status, _) = await silent.ReadAnswerAsync();
        var again = await user.SendChunkAsync(uploadId, 1, bytes, ApiClient.Md5(bytes));

        Assert.Equal(408, status);
        again.Require(200);
    }
}
