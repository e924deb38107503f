using System.Diagnostics;
using DocProcessing.EndToEnd.Hosting;
using k8s;
using k8s.Models;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace DocProcessing.EndToEnd.Deploy;

/// <summary>What lies under <c>deploy/</c>, as its readers read it.</summary>
internal static class DeployFiles
{
    private static readonly string[] NotOfKubernetes = ["kustomization.yaml", "worker-scaling.yaml"];

    public static string Root => Path.Combine(BuildOutput.Repository, "deploy");

    public static string Text(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    /// <summary>Reads all manifests of Kubernetes' own kinds; an unknown or repeated field is an error.</summary>
    public static IReadOnlyList<object> Manifests() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "kubernetes"), "*.yaml")
            .Where(file => !NotOfKubernetes.Contains(Path.GetFileName(file)))
            .SelectMany(file => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), strict: true)),
    ];

    public static IReadOnlyList<V1Deployment> Deployments() => [.. Manifests().OfType<V1Deployment>()];

    public static V1Container Container(V1Deployment deployment) => Assert.Single(deployment.Spec.Template.Spec.Containers);

    /// <summary>Reads YAML into dictionaries and lists, merge keys resolved.</summary>
    public static Dictionary<object, object> Yaml(params string[] path)
    {
        using var text = new StringReader(Text(path));
        return new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(text)));
    }

    public static Dictionary<object, object> Map(this object parent, string name) => (Dictionary<object, object>)((Dictionary<object, object>)parent)[name];

    public static Dictionary<object, object> MapOrEmpty(this object parent, string name) =>
        ((Dictionary<object, object>)parent).GetValueOrDefault(name) as Dictionary<object, object> ?? [];

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = BuildOutput.Repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }
}
