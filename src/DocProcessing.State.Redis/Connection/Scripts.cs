namespace DocProcessing.Redis;

/// <summary>The scripts that the package brings along.</summary>
internal static class Scripts
{
    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Scripts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
