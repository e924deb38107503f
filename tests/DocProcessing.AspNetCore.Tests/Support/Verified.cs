using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace DocProcessing.AspNetCore.Tests.Support;

/// <summary>Compares text with a file beside the test. On a difference the new text is written beside it; DOCPROCESSING_ACCEPT=1 accepts it.</summary>
internal static partial class Verified
{
    public static void Matches(string text, string name, [CallerFilePath] string testFile = "")
    {
        var stem = Path.Combine(Path.GetDirectoryName(testFile)!, $"{Path.GetFileNameWithoutExtension(testFile)}.{name}");
        var (verified, received) = ($"{stem}.verified.txt", $"{stem}.received.txt");
        text = text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("DOCPROCESSING_ACCEPT") == "1")
        {
            File.WriteAllText(verified, text);
        }

        var expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : null;
        if (expected == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Fail($"{Path.GetFileName(received)} is not {Path.GetFileName(verified)}.\n{text}");
    }

    /// <summary>Indents JSON, and puts names in place of what differs from run to run.</summary>
    public static string Stable(string json) => Stable(JsonDocument.Parse(json).RootElement);

    public static string Stable(JsonElement json)
    {
        var text = JsonSerializer.Serialize(json, Indented);
        text = Traces().Replace(text, "\"trace_id\": \"(trace)\"");
        text = Times().Replace(text, "\"(time)\"");
        return Ids().Replace(text, "\"(id)\"");
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex("\"trace_id\": \"[^\"]*\"")]
    private static partial Regex Traces();

    [GeneratedRegex("\"\\d{4}-\\d\\d-\\d\\dT[^\"]*\"")]
    private static partial Regex Times();

    [GeneratedRegex("\"[0-9a-f]{32}\"")]
    private static partial Regex Ids();
}
