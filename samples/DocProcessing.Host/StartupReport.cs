using Microsoft.Extensions.Options;

namespace DocProcessing.Host;

/// <summary>Tells in one block what the host uses.</summary>
internal static class StartupReport
{
    public static async Task PrintAsync(WebApplication app, string dataDirectory, TokenSettings tokens)
    {
        var (uploads, limits) = (Options<UploadOptions>(app), Options<RateLimitOptions>(app));
        var lines = new List<(string Name, string Value)>
        {
            ("listens on", string.Join(", ", app.Urls)),
            ("environment", app.Environment.EnvironmentName),
            ("data", dataDirectory),
            ("role", $"{Options<JobOptions>(app).Role}"),
        };
        foreach (var probe in app.Services.GetServices<IHealthProbe>())
        {
            lines.Add((probe.Component, await DescribeAsync(probe, app.Lifetime.ApplicationStopping)));
        }

        lines.AddRange(app.Services.GetServices<StartupNote>().Select(note => (note.Name, note.Text)));
        lines.Add(("chunks", $"{uploads.PartSizeBytes / 1048576.0:0.##} MiB; whole files up to {uploads.SimpleUploadMaxBytes / 1048576.0:0.##} MiB"));
        lines.Add(("limits", $"a minute and user: {Limit(limits.UploadsPerMinute)} uploads, {Limit(limits.RequestsPerMinute)} requests"));
        lines.Add(("tokens", tokens.Authority ?? (app.Environment.IsDevelopment() ? "POST /dev/token {\"user\":\"alice\",\"roles\":[\"user\"]}" : "signed with Auth:SigningKey")));
        lines.Add(("description", "/openapi/v1.json"));
        Console.WriteLine("DocProcessing");
        lines.ForEach(line => Console.WriteLine($"  {line.Name,-12} {line.Value}"));
    }

    private static async Task<string> DescribeAsync(IHealthProbe probe, CancellationToken cancellationToken)
    {
        try
        {
            return await probe.ProbeAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return $"does not work: {exception.Message}";
        }
    }

    private static string Limit(int number) => number == 0 ? "any number of" : $"{number}";

    private static TOptions Options<TOptions>(WebApplication app)
        where TOptions : class => app.Services.GetRequiredService<IOptions<TOptions>>().Value;
}

/// <summary>A line of the report that a choice adds.</summary>
internal sealed record StartupNote(string Name, string Text);
