using k8s;
using k8s.Models;
using YamlDotNet.Core;

namespace DocProcessing.EndToEnd.Deploy;

/// <summary>The manifests name each other rightly.</summary>
public sealed class KubernetesTests
{
    [Fact]
    public void A_field_that_there_is_not_is_refused()
    {
        var manifest = DeployFiles.Text("kubernetes", "web.yaml").Replace("readinessProbe:", "readynessProbe:", StringComparison.Ordinal);

        Assert.ThrowsAny<YamlException>(() => KubernetesYaml.LoadAllFromString(manifest, strict: true));
    }

    [Fact]
    public void Everything_that_chooses_pods_or_scales_them_finds_its_deployment()
    {
        var manifests = DeployFiles.Manifests();
        var deployments = DeployFiles.Deployments().ToDictionary(deployment => deployment.Metadata.Name);

        Assert.Equal(["docprocessing-web", "docprocessing-worker"], deployments.Keys.Order());
        Assert.All(deployments.Values, deployment => Assert.Equal(deployment.Spec.Selector.MatchLabels, deployment.Spec.Template.Metadata.Labels));
        Assert.Equal(deployments["docprocessing-web"].Spec.Template.Metadata.Labels, Assert.Single(manifests.OfType<V1Service>()).Spec.Selector);
        Assert.Equal(2, manifests.OfType<V1PodDisruptionBudget>().Count());
        Assert.All(manifests.OfType<V1PodDisruptionBudget>(), budget => Assert.Equal(budget.Spec.Selector.MatchLabels, deployments[budget.Metadata.Name].Spec.Template.Metadata.Labels));
        Assert.Equal("docprocessing-web", Assert.Single(manifests.OfType<V2HorizontalPodAutoscaler>()).Spec.ScaleTargetRef.Name);
        Assert.Equal("docprocessing-worker", DeployFiles.Yaml("kubernetes", "worker-scaling.yaml").Map("spec").Map("scaleTargetRef")["name"]);
    }

    [Fact]
    public void What_the_pods_and_the_ingress_refer_to_is_there()
    {
        var manifests = DeployFiles.Manifests();
        var service = manifests.OfType<V1Service>().Single();
        foreach (var deployment in DeployFiles.Deployments())
        {
            var container = DeployFiles.Container(deployment);
            Assert.Equal(manifests.OfType<V1ConfigMap>().Single().Metadata.Name, container.EnvFrom.Single(from => from.ConfigMapRef is not null).ConfigMapRef.Name);
            Assert.Equal(manifests.OfType<V1Secret>().Single().Metadata.Name, container.EnvFrom.Single(from => from.SecretRef is not null).SecretRef.Name);
            Assert.Equal(deployment.Spec.Template.Spec.Volumes.Select(volume => volume.Name), container.VolumeMounts.Select(mount => mount.Name));
            Assert.Contains(container.Ports, port => port.Name == service.Spec.Ports.Single().TargetPort.Value);
        }

        var paths = manifests.OfType<V1Ingress>().Single().Spec.Rules.Single().Http.Paths;
        Assert.All(paths, path => Assert.Equal((service.Metadata.Name, service.Spec.Ports.Single().Name), (path.Backend.Service.Name, path.Backend.Service.Port.Name)));
        Assert.All(paths, path => Assert.False("/metrics".StartsWith(path.Path, StringComparison.Ordinal), "Anybody could read the figures."));
    }

    [Fact]
    public void A_pod_that_is_told_to_end_has_longer_than_its_host_takes()
    {
        // The host waits 30 s for open requests and for its workers, after preStop.
        Assert.All(DeployFiles.Deployments(), deployment => Assert.True(deployment.Spec.Template.Spec.TerminationGracePeriodSeconds >= 30 + 5 + 10));
        Assert.All(DeployFiles.Deployments(), deployment => Assert.True(deployment.Spec.Template.Spec.SecurityContext.RunAsNonRoot));
    }
}
