using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace DocProcessing.Page;

/// <summary>The page's files, which lie in the assembly.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/";

    public static IEnumerable<PageFile> Read()
    {
        var assembly = typeof(PageFiles).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);

            // On Windows, MSBuild names folders with its own separator.
            yield return PageFile.Of(name.Replace('\\', '/'), bytes);
        }
    }
}

/// <summary>One of the page's files.</summary>
/// <param name="Route">Where it is, below the page.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="Tag">Changes with the content, so that a browser asks again and gets nothing it has.</param>
internal sealed record PageFile(string Route, byte[] Bytes, string ContentType, EntityTagHeaderValue Tag)
{
    private const string Index = "/page/index.html";

    public static PageFile Of(string name, byte[] bytes)
    {
        var route = "/" + name;
        var hash = SHA256.HashData(bytes).AsSpan(0, 12);
        return new PageFile(route == Index ? "/" : route, bytes, TypeOf(name), new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(hash)}\""));
    }

    public IResult Answer(HttpContext context)
    {
        // The page names everything relative to itself, which needs the slash.
        var request = context.Request;
        if (Route == "/" && !request.Path.Value!.EndsWith('/'))
        {
            return TypedResults.LocalRedirect($"{request.PathBase}{request.Path}/");
        }

        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(Bytes, ContentType, entityTag: Tag);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"Nobody said which content type {other} has."),
    };
}
