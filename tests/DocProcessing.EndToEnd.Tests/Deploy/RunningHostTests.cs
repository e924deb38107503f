using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Hosting;
using k8s.Models;

namespace DocProcessing.EndToEnd.Deploy;

/// <summary>What probes and scalers ask for, a running host has.</summary>
public sealed partial class RunningHostTests : HostTest
{
    [Theory(Timeout = 120_000)]
    [InlineData("docprocessing-web")]
    [InlineData("docprocessing-worker")]
    public async Task Probes_and_scrapers_are_answered(string name)
    {
        var deployment = DeployFiles.Deployments().Single(candidate => candidate.Metadata.Name == name);
        var container = DeployFiles.Container(deployment);
        var settings = HostSettings.ForTests();
        foreach (var (variable, value) in container.Env.Select(variable => (variable.Name, variable.Value)).Append(("DocProcessing__HttpApi__MetricsAllowAnonymous", "true")))
        {
            settings.With(variable, value);
        }

        var host = await StartHostAsync(settings);

        var scrape = deployment.Spec.Template.Metadata.Annotations["prometheus.io/path"];
        var probes = new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }.Select(probe => probe.HttpGet.Path);
        foreach (var path in probes.Append(scrape).Append(HealthCheckPath().Match(DeployFiles.Text("Dockerfile")).Groups[1].Value))
        {
            using var http = new HttpClient();
            using var answer = await http.GetAsync(new Uri(host.Address, path), Cancelled);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task The_metric_that_workers_are_scaled_by_tells_how_many_jobs_wait()
    {
        const int Documents = 7;
        var query = (string)((List<object>)DeployFiles.Yaml("kubernetes", "worker-scaling.yaml").Map("spec")["triggers"])[0].Map("metadata")["query"];
        var host = await StartHostAsync(HostSettings.ForTests().With("DocProcessing:Jobs:Role", "Web").With("DocProcessing:HttpApi:MetricsAllowAnonymous", "true"));
        using var user = await ApiClient.SignInAsync(host, "waiter");
        for (var number = 0; number < Documents; number++)
        {
            (await user.UploadSimpleAsync($"{number}.txt", "waits"u8.ToArray(), "text/plain")).Require(202);
        }

        var metric = Metric().Match(query).Value;
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        string told;
        do
        {
            Assert.True(DateTime.UtcNow < deadline, $"{metric} did not get to {Documents}.");
            told = (await user.SendAsync(HttpMethod.Get, "/metrics")).Require(200).Body;
        }
        while (Samples(told, metric).Sum() != Documents);
    }

    /// <summary>Reads the values of a metric, one for each of its priorities.</summary>
    private static IEnumerable<double> Samples(string page, string metric) => page.Split('\n')
        .Where(line => line.StartsWith($"{metric}{{", StringComparison.Ordinal) && line.Contains("priority=", StringComparison.Ordinal))
        .Select(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));

    [GeneratedRegex(@"docprocessing_[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex("GET (/[a-z/]+) HTTP")]
    private static partial Regex HealthCheckPath();
}
