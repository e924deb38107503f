namespace DocProcessing.Page.Tests;

/// <summary>The operator's view.</summary>
public sealed class OperatorTests(PageHost shared) : PageTest(shared)
{
    private const string TooShort = "DocProcessing:Jobs:MaxTimeByStage:extraction";
    private const int RoundsToALookAtEverything = 3;

    [Fact(Timeout = 240_000)]
    public async Task An_operator_sees_how_the_host_does_and_runs_a_failed_job_of_another_user_again()
    {
        // Extraction has no time to do its work; the host that comes after it gives it some.
        var host = await StartHostAsync(HostSettings.ForTests().With(TooShort, "00:00:00.001").With("TASK_RETRY_MAX_ATTEMPTS", "1"));
        var owner = NewUser();
        var api = await ApiAsync(owner, host: host);
        var jobId = (await api.UploadSimpleAsync("report.pdf", await File.ReadAllBytesAsync(Path.Combine(BuildOutput.Documents, "report.pdf")), "application/pdf")).Require(202).Text("job_id");
        Assert.Equal("failed", (await api.WaitForEndAsync(jobId)).Text("status"));
        host.Settings.Without(TooShort);
        await host.RestartAsync(CancellationToken.None);

        var page = await SignInAsync(NewUser(), "operator", host);
        await page.Clock.InstallAsync();
        await GoAsync(page, "Operations");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "report.pdf" });
        await Expect(row).ToContainTextAsync("A step took longer than it may.");
        await Expect(row).ToContainTextAsync(owner);
        await Expect(page.Locator("dt", new() { HasText = "Failed" }).Locator("xpath=following-sibling::dd")).ToContainTextAsync("1");
        foreach (var chart in new[] { "Throughput", "Queue", "Duration of the stages", "Processor of this node", "Memory of this node" })
        {
            await Expect(page.GetByRole(AriaRole.Img, new() { Name = chart })).ToBeVisibleAsync();
        }

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Health" }).GetByText("healthy")).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Button, new() { Name = "Run report.pdf again" }).ClickAsync();
        await Expect(page.GetByText("report.pdf runs again.")).ToBeFocusedAsync();
        Assert.Equal("completed", (await api.WaitForEndAsync(jobId)).Text("status"));
        await Expect(row).ToHaveCountAsync(0);

        // The page looks again by itself, and what it told stays.
        var looks = page.WaitForResponseAsync(response => response.Url.EndsWith("/health", StringComparison.Ordinal));
        for (var round = 0; round < RoundsToALookAtEverything; round++)
        {
            await page.Clock.FastForwardAsync(5_000);
        }

        await looks;
        await Expect(page.GetByText("No job has failed.")).ToBeVisibleAsync();
        await Expect(page.GetByText("report.pdf runs again.")).ToBeFocusedAsync();

        // The figures are there as a table, too: the document's end is in the last minutes.
        var throughput = page.GetByRole(AriaRole.Figure).Filter(new() { HasText = "Throughput" });
        await Expect(throughput.Locator(".bar-a")).Not.ToHaveCountAsync(1);
        await throughput.GetByText("Show as a table").ClickAsync();
        await Expect(throughput.GetByRole(AriaRole.Row)).ToHaveCountAsync(61);
    }
}
