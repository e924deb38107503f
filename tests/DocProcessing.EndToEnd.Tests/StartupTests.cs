using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd;

/// <summary>A host that cannot work says so at once, and says everything.</summary>
public sealed class StartupTests : HostTest
{
    [Fact(Timeout = 60_000)]
    public async Task The_host_watches_no_files()
    {
        // A watch is recursive: below the content root it would see each stored document, and keep a place of the system's for its directory.
        var host = await StartHostAsync();

        Assert.DoesNotContain("anon_inode:inotify", Directory.EnumerateFiles($"/proc/{host.ProcessId}/fd").Select(WhatIs));
    }

    [Fact(Timeout = 90_000)]
    public async Task Three_wrong_settings_are_all_named_before_the_host_ends()
    {
        var settings = HostSettings.ForTests()
            .With("UPLOAD_CHUNK_SIZE_MB", "abc")
            .With("MAX_CONCURRENT_TASKS", "0")
            .With("CPU_THROTTLE_THRESHOLD", "7");

        var (exitCode, output) = await HostProcess.RunToEndAsync(settings, Cancelled);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("UPLOAD_CHUNK_SIZE_MB", output, StringComparison.Ordinal);
        Assert.True(Names(output, "MAX_CONCURRENT_TASKS", "MaxConcurrentTasks"), output);
        Assert.True(Names(output, "CPU_THROTTLE_THRESHOLD", "CpuThrottleThreshold", "CpuThreshold"), output);
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_setting_that_does_not_exist_is_named()
    {
        var (exitCode, output) = await HostProcess.RunToEndAsync(HostSettings.ForTests().With("DocProcessing:Jobs:MaxConcurentTasks", "5"), Cancelled);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("MaxConcurentTasks", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 90_000)]
    public async Task Outside_development_a_host_that_nobody_could_sign_in_to_does_not_start()
    {
        var settings = HostSettings.ForTests().With("ASPNETCORE_ENVIRONMENT", "Production").Without("Auth:SigningKey");

        var (exitCode, output) = await HostProcess.RunToEndAsync(settings, Cancelled);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Auth:SigningKey", output, StringComparison.Ordinal);
        Assert.Contains("Auth:Authority", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 90_000)]
    public async Task Outside_development_nobody_gets_a_token_for_the_asking()
    {
        var host = await StartHostAsync(HostSettings.ForTests().With("ASPNETCORE_ENVIRONMENT", "Production"));
        using var http = new HttpClient();
        using var body = new StringContent("{\"user\":\"alice\"}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(host.Address, "/dev/token"), body, Cancelled);
        Assert.Equal(404, (int)answer.StatusCode);
    }

    private static string? WhatIs(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return null;
        }
    }

    private static bool Names(string output, params string[] names) => names.Any(name => output.Contains(name, StringComparison.Ordinal));
}
