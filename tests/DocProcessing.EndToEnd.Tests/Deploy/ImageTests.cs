using System.Text.RegularExpressions;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.Deploy;

/// <summary>The image is built of what is there, by a command that works, and compose and nginx know its port.</summary>
public sealed partial class ImageTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("docprocessing-image-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <remarks>The long form builds from the copied files alone, as the image does; the short one publishes what the tests' build has made.</remarks>
    [Fact(Timeout = 600_000)]
    public async Task The_published_host_starts()
    {
        var dockerfile = DeployFiles.Text("Dockerfile");
        var arguments = Publish().Match(dockerfile).Groups[1].Value.Trim().Split(' ');
        var output = Path.Combine(_directory, "app");
        arguments[Array.IndexOf(arguments, "--output") + 1] = output;
        if (LongForm.IsOn)
        {
            CopySources(dockerfile);
            arguments[1] = Path.Combine(_directory, arguments[1]);
        }
        else
        {
            arguments[Array.IndexOf(arguments, "--configuration") + 1] = BuildOutput.Configuration;
            arguments = [.. arguments, "--no-build"];
        }

        var (exitCode, told) = await DeployFiles.RunAsync("dotnet", arguments);
        Assert.True(exitCode == 0, told);

        // Production, and nobody who could sign in: it says so in its own words.
        var entry = Entry().Match(dockerfile).Groups[1].Value;
        (exitCode, told) = await DeployFiles.RunAsync(
            "dotnet", [Path.Combine(output, entry)], new Dictionary<string, string> { ["DocProcessing__DataDirectory"] = Path.Combine(_directory, "data") });
        Assert.Equal(1, exitCode);
        Assert.Contains("Auth:SigningKey", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_copied_is_there() =>
        Assert.All(Sources(DeployFiles.Text("Dockerfile")), source => Assert.True(Path.Exists(Path.Combine(BuildOutput.Repository, source)), $"{source} is missing."));

    [Fact]
    public void All_agree_on_the_port()
    {
        var port = Port().Match(DeployFiles.Text("Dockerfile")).Groups[1].Value;

        Assert.Contains($"EXPOSE {port}", DeployFiles.Text("Dockerfile"), StringComparison.Ordinal);
        Assert.Contains($"/dev/tcp/127.0.0.1/{port};", DeployFiles.Text("Dockerfile"), StringComparison.Ordinal);
        Assert.Contains($"server web:{port} ", DeployFiles.Text("compose", "upstream.conf"), StringComparison.Ordinal);
        Assert.All(DeployFiles.Deployments(), deployment => Assert.Equal(port, $"{DeployFiles.Container(deployment).Ports.Single().ContainerPort}"));
        Assert.All(DeployFiles.Deployments(), deployment => Assert.Equal(port, deployment.Spec.Template.Metadata.Annotations["prometheus.io/port"]));
    }

    [Fact]
    public void Compose_waits_for_services_that_tell_their_health_and_mounts_files_that_are_there()
    {
        var services = DeployFiles.Yaml("compose.yaml").Map("services");
        foreach (var (name, service) in services)
        {
            foreach (var awaited in service.MapOrEmpty("depends_on").Keys)
            {
                // The image has a health check of its own.
                Assert.True(services[awaited].MapOrEmpty("healthcheck").Count > 0 || services[awaited].MapOrEmpty("build").Count > 0, $"{name} waits for {awaited}, which does not tell its health.");
            }

            var mounts = ((Dictionary<object, object>)service).GetValueOrDefault("volumes") as List<object> ?? [];
            Assert.All(mounts.Cast<string>().Where(mount => mount.StartsWith("./", StringComparison.Ordinal)), mount => Assert.True(File.Exists(Path.Combine(DeployFiles.Root, mount.Split(':')[0])), mount));
            Assert.True(service.MapOrEmpty("build").Count > 0 || ((string)((Dictionary<object, object>)service)["image"]).Contains(':', StringComparison.Ordinal), $"{name} has an image of no version.");
        }

        Assert.True(File.Exists(Path.Combine(DeployFiles.Root, (string)services.Map("web").Map("build")["context"], (string)services.Map("web").Map("build")["dockerfile"])));
    }

    [Fact(Timeout = 60_000)]
    public async Task Nginx_takes_the_configuration_that_compose_gives_it()
    {
        // Debian's nginx is older than "resolve", and knows no web node here.
        var upstream = DeployFiles.Text("compose", "upstream.conf");
        var known = upstream.Replace("web:", "127.0.0.1:", StringComparison.Ordinal).Replace(" resolve", string.Empty, StringComparison.Ordinal);
        Assert.NotEqual(upstream, known);
        var file = Path.Combine(_directory, "nginx.conf");
        await File.WriteAllTextAsync(
            file,
            $"pid {_directory}/pid; error_log stderr; events {{ }} http {{ client_body_temp_path {_directory}/t; proxy_temp_path {_directory}/t; fastcgi_temp_path {_directory}/t; uwsgi_temp_path {_directory}/t; scgi_temp_path {_directory}/t;\n{DeployFiles.Text("nginx", "docprocessing.conf")}\n{known}\n}}",
            TestContext.Current.CancellationToken);

        var (exitCode, output) = await DeployFiles.RunAsync("/usr/sbin/nginx", ["-t", "-p", _directory, "-c", file, "-e", "stderr"]);

        Assert.True(exitCode == 0, output);
    }

    private static IEnumerable<string> Sources(string dockerfile) =>
        Copy().Matches(dockerfile).Where(copy => !copy.Value.Contains("--from", StringComparison.Ordinal)).SelectMany(copy => copy.Groups[1].Value.Trim().Split(' ').SkipLast(1));

    private void CopySources(string dockerfile)
    {
        foreach (var source in Sources(dockerfile))
        {
            var from = Path.Combine(BuildOutput.Repository, source);
            var files = Directory.Exists(from) ? Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories) : [from];

            // As .dockerignore leaves it.
            foreach (var file in files.Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "data")))
            {
                var to = Path.Combine(_directory, Path.GetRelativePath(BuildOutput.Repository, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
        }
    }

    [GeneratedRegex(@"^RUN dotnet (publish .*)$", RegexOptions.Multiline)]
    private static partial Regex Publish();

    [GeneratedRegex(@"^ENTRYPOINT \[""dotnet"", ""(.*)""\]$", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^COPY (.*)$", RegexOptions.Multiline)]
    private static partial Regex Copy();

    [GeneratedRegex(@"ASPNETCORE_HTTP_PORTS=(\d+)")]
    private static partial Regex Port();
}
