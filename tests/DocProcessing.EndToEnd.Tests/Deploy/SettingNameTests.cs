using System.Reflection;
using System.Text.RegularExpressions;
using DocProcessing.EndToEnd.Hosting;
using k8s.Models;

namespace DocProcessing.EndToEnd.Deploy;

/// <summary>A setting that a deployment names and the code does not have would be passed over in silence.</summary>
public sealed partial class SettingNameTests
{
    private static readonly Dictionary<string, string> OptionsBySection = new()
    {
        ["Jobs"] = "DocProcessing.Core:DocProcessing.JobOptions",
        ["Uploads"] = "DocProcessing.Core:DocProcessing.UploadOptions",
        ["S3"] = "DocProcessing.Storage.S3:DocProcessing.S3StorageOptions",
        ["Postgres"] = "DocProcessing.State.Postgres:DocProcessing.PostgresStateOptions",
        ["Quartz"] = "DocProcessing.Queue.Quartz:DocProcessing.QuartzQueueOptions",
        ["Hangfire"] = "DocProcessing.Queue.Hangfire:DocProcessing.HangfireQueueOptions",
        ["HttpApi"] = "DocProcessing.AspNetCore:DocProcessing.HttpApiOptions",
    };

    private static readonly Lazy<string> Sources = new(() => string.Concat(
        new[] { "src", "samples" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(BuildOutput.Repository, folder), "*.cs", SearchOption.AllDirectories)).Select(File.ReadAllText)));

    public static TheoryData<string> Names() =>
    [
        .. DeployFiles.Yaml("compose.yaml").Map("services").Values.SelectMany(service => service.MapOrEmpty("environment").Keys.Cast<string>()).Where(name => !name.StartsWith("POSTGRES_", StringComparison.Ordinal))
            .Concat(DeployFiles.Manifests().OfType<V1ConfigMap>().SelectMany(map => map.Data.Keys))
            .Concat(DeployFiles.Manifests().OfType<V1Secret>().SelectMany(secret => secret.StringData.Keys))
            .Concat(DeployFiles.Deployments().SelectMany(deployment => DeployFiles.Container(deployment).Env).Select(variable => variable.Name))
            .Concat(Names(DeployFiles.Text("Dockerfile")))
            .Concat(Names(File.ReadAllText(Path.Combine(BuildOutput.Repository, "eng", "cluster"))))
            .Distinct(),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_setting_that_a_deployment_names_exists(string name)
    {
        switch (name.Split("__"))
        {
            case ["DocProcessing", var section, var property]:
                Assert.NotNull(Options(section).GetProperty(property));
                break;
            case ["DocProcessing", var single]:
                Assert.Contains($"DocProcessing:{single}", Sources.Value, StringComparison.Ordinal);
                break;
            case ["Auth", var key]:
                Assert.Contains($"auth[\"{key}\"]", Sources.Value, StringComparison.Ordinal);
                break;
            default:
                // The framework's own two, or one that the code reads as it is.
                Assert.True(name is "ASPNETCORE_FORWARDEDHEADERS_ENABLED" or "ASPNETCORE_HTTP_PORTS" || Sources.Value.Contains($"\"{name}\"", StringComparison.Ordinal), $"Nothing reads {name}.");
                break;
        }
    }

    [Fact]
    public void Every_role_is_one()
    {
        var roles = Assembly.LoadFrom(Built("DocProcessing.Core")).GetType("DocProcessing.NodeRole", throwOnError: true)!;
        var told = DeployFiles.Deployments().Select(deployment => DeployFiles.Container(deployment).Env.Single(variable => variable.Name == "DocProcessing__Jobs__Role").Value)
            .Concat(new[] { "web", "worker" }.Select(service => (string)DeployFiles.Yaml("compose.yaml").Map("services").Map(service).Map("environment")["DocProcessing__Jobs__Role"]));

        Assert.All(told, role => Assert.Contains(role, Enum.GetNames(roles)));
    }

    private static IEnumerable<string> Names(string text) => Setting().Matches(text).Select(match => match.Value);

    private static Type Options(string section)
    {
        var (assembly, type) = OptionsBySection[section].Split(':') is [var first, var second] ? (first, second) : default;
        return Assembly.LoadFrom(Built(assembly!)).GetType(type!, throwOnError: true)!;
    }

    private static string Built(string assembly) => Path.Combine(Path.GetDirectoryName(BuildOutput.HostAssembly)!, $"{assembly}.dll");

    [GeneratedRegex(@"\bDocProcessing(__[A-Za-z0-9]+)+(?==)")]
    private static partial Regex Setting();
}
