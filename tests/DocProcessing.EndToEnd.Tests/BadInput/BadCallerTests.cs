using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.BadInput;

/// <summary>Callers who are not who they should be.</summary>
public sealed class BadCallerTests(SharedHost shared) : BadInputTest(shared)
{
    private static DateTimeOffset InAnHour => DateTimeOffset.UtcNow.AddHours(1);

    [Fact(Timeout = 60_000)]
    public Task Without_a_token_nothing_goes() => RequireRefusedAsync(null);

    [Fact(Timeout = 60_000)]
    public Task With_something_that_is_no_token_nothing_goes() => RequireRefusedAsync("not.a.token");

    [Fact(Timeout = 60_000)]
    public Task With_an_expired_token_nothing_goes() => RequireRefusedAsync(Tokens.Make("late", DateTimeOffset.UtcNow.AddMinutes(-5)));

    [Fact(Timeout = 60_000)]
    public Task With_a_forged_signature_nothing_goes() => RequireRefusedAsync(Tokens.Make("forger", InAnHour, "a key that the host does not know, of good length"));

    [Fact(Timeout = 60_000)]
    public Task With_a_token_that_says_it_needs_no_signature_nothing_goes() => RequireRefusedAsync(Tokens.Unsigned("forger", InAnHour));

    [Fact(Timeout = 60_000)]
    public async Task A_token_made_like_these_but_good_is_taken() =>
        (await WithToken(Tokens.Make("somebody", InAnHour)).GetAsync("/jobs")).Require(200);

    [Fact(Timeout = 60_000)]
    public async Task A_user_is_not_an_operator()
    {
        var user = await NewUserAsync();
        (await user.GetAsync("/processing/metrics")).RequireProblem(403, "forbidden");
        (await user.SendAsync(HttpMethod.Get, "/api/v1/ws/stats")).RequireProblem(403, "forbidden");
        var operatorClient = await NewUserAsync("operator");
        (await operatorClient.GetAsync("/processing/metrics")).Require(200);
        (await operatorClient.SendAsync(HttpMethod.Get, "/api/v1/ws/stats")).Require(200);
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_users_job_does_not_exist()
    {
        var (owner, thief) = (await NewUserAsync(), await NewUserAsync());
        var accepted = (await owner.UploadSimpleAsync("mine.txt", Prose.Bytes(3, 1000), "text/plain")).Require(202);
        var (jobId, documentId) = (accepted.Text("job_id"), accepted.Text("document_id"));
        await owner.WaitForEndAsync(jobId);

        (await thief.JobAsync(jobId)).RequireProblem(404, "job_not_found");
        (await thief.CancelJobAsync(jobId)).RequireProblem(404, "job_not_found");
        (await thief.GetAsync($"/jobs/{jobId}/history")).RequireProblem(404, "job_not_found");
        (await thief.GetAsync($"/jobs/{jobId}/events")).RequireProblem(404, "job_not_found");
        (await thief.SendAsync(HttpMethod.Post, $"/api/v1/documents/jobs/{jobId}/retry")).RequireProblem(404, "job_not_found");
        (await thief.GetAsync($"/{documentId}")).RequireProblem(404, "document_not_found");
        (await thief.GetAsync($"/{documentId}/analysis")).RequireProblem(404, "document_not_found");
        (await thief.DeleteDocumentAsync(documentId)).RequireProblem(404, "document_not_found");
        Assert.Empty(await thief.JobsAsync());

        await using var socket = await thief.OpenSocketAsync();
        await socket.SubscribeAsync(jobId);
        await socket.WaitForErrorAsync("job_not_found");
        await socket.SendAsync(new { type = "cancel_job", job_id = jobId });
        await socket.SendAsync(new { type = "get_job_status", job_id = jobId });
        await socket.SendAsync(new { type = "ping" });
        await socket.WaitAsync(message => ProgressSocket.TypeOf(message) == "heartbeat");
        Assert.Empty(socket.ProgressOf(jobId));
        Assert.DoesNotContain(socket.Messages, message => ProgressSocket.TypeOf(message) is "job_status_response" or "job_cancelled");
        (await owner.JobAsync(jobId)).Require(200);
    }

    private async Task RequireRefusedAsync(string? token)
    {
        var nobody = WithToken(token);
        var answers = new[]
        {
            await nobody.InitiateAsync("a.txt", 10, "text/plain"),
            await nobody.UploadSimpleAsync("a.txt", [1, 2, 3], "text/plain"),
            await nobody.SendChunkAsync("019000000000700080000000000000ff", 1, [1], null),
            await nobody.GetAsync("/jobs"),
            await nobody.GetAsync("/search?q=a"),
            await nobody.GetAsync("/processing/metrics"),
        };
        Assert.All(answers, answer => answer.RequireProblem(401, "unauthenticated"));
        Assert.Equal(401, (await Assert.ThrowsAsync<SocketRefusedException>(nobody.OpenSocketAsync)).Status);
        await RequireUnharmedAsync();
    }
}
