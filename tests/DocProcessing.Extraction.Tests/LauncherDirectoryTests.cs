using DocProcessing.Extraction.Isolation;

namespace DocProcessing.Extraction.Tests;

public sealed class LauncherDirectoryTests
{
    [Fact]
    public void What_killed_launchers_left_is_removed_wherever_they_were_killed_and_a_living_ones_is_not()
    {
        var living = LauncherDirectory.Make();
        File.WriteAllText(living.Configuration, "{}");
        var unheld = Directory.CreateTempSubdirectory("docprocessing-child-").FullName;
        var dead = Directory.CreateTempSubdirectory("docprocessing-child-").FullName;
        File.WriteAllText(Path.Combine(dead, "held"), "");
        File.WriteAllText(Path.Combine(dead, "child.runtimeconfig.json"), "{}");

        using (LauncherDirectory.Make())
        {
            Assert.False(Directory.Exists(unheld));
            Assert.False(Directory.Exists(dead));
            Assert.True(File.Exists(living.Configuration));
        }

        living.Dispose();
        Assert.False(File.Exists(living.Configuration));
    }
}
