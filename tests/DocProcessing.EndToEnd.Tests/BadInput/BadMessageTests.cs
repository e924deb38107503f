using System.Net.WebSockets;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.BadInput;

/// <summary>WebSocket messages that are not what they should be: each gets an error, and the connection lives on.</summary>
public sealed class BadMessageTests(SharedHost shared) : BadInputTest(shared)
{
    public static TheoryData<string, string> Messages => new()
    {
        { "this is not JSON", "invalid_message" },
        { "[]", "invalid_message" },
        { "{}", "invalid_message" },
        { "{\"type\": 5}", "invalid_message" },
        { "{\"type\": \"dance\"}", "unknown_type" },
        { "{\"type\": \"subscribe\", \"job_ids\": \"all\"}", "invalid_message" },
        { "{\"type\": \"subscribe\", \"job_ids\": [\"../../etc\"]}", "job_not_found" },
        { "{\"type\": \"subscribe\", \"channels\": [\"everything\"]}", "unknown_channel" },
        { "{\"type\": \"subscribe\", \"job_ids\": [], \"user_id\": \"somebody-else\"}", "user_mismatch" },
        { new string('[', 5000), "invalid_message" },
    };

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Messages))]
    public async Task A_bad_message_gets_an_error_and_the_connection_lives_on(string message, string code)
    {
        var user = await NewUserAsync();
        await using var socket = await user.OpenSocketAsync();

        await socket.SendTextAsync(message);

        var error = await socket.WaitAsync(received => ProgressSocket.TypeOf(received) == "error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        await RequireServesAsync(user, socket);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_message_of_1_MB_gets_an_error_and_the_connection_lives_on()
    {
        var user = await NewUserAsync();
        await using var socket = await user.OpenSocketAsync();

        await socket.SendTextAsync($"{{\"type\": \"ping\", \"note\": \"{new string('x', 1 << 20)}\"}}");

        await socket.WaitForErrorAsync("message_too_large");
        await RequireServesAsync(user, socket);
        await RequireUnharmedAsync();
    }

    private static async Task RequireServesAsync(ApiClient user, ProgressSocket socket)
    {
        Assert.Equal(WebSocketState.Open, socket.State);
        var accepted = (await user.UploadSimpleAsync("good.txt", Prose.Bytes(2, 500), "text/plain")).Require(202);
        await socket.SubscribeAsync(accepted.Text("job_id"));
        Assert.Equal("completed", ProgressSocket.StatusOf(await socket.WaitForEndAsync(accepted.Text("job_id"))));
    }
}
