using System.Globalization;
using System.Text;

namespace DocProcessing.Benchmarks.Throughput.Client;

/// <summary>Writes requests of the two forms that the servers take: a raw body, and a form with fields and one file.</summary>
internal static class RequestText
{
    private const string Boundary = "----chunk-boundary-5d1f0c";

    private static readonly byte[] FormEnd = Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n");

    public static Request Raw(string method, string path, Content content, params string[] headers)
    {
        var head = Head(method, path, content.Length, headers);
        return new([.. head, .. content.Stamp], content.Shared, []);
    }

    public static Request Form(string path, Content content, string fileField, string fileName, IEnumerable<(string Name, string Value)> fields, params string[] headers)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            text.Append(CultureInfo.InvariantCulture, $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{fileField}\"; filename=\"{fileName}\"\r\nContent-Type: text/plain\r\n\r\n");
        var form = Encoding.ASCII.GetBytes(text.ToString());
        var head = Head("POST", path, form.Length + content.Length + FormEnd.Length, [$"Content-Type: multipart/form-data; boundary={Boundary}", .. headers]);
        return new([.. head, .. form, .. content.Stamp], content.Shared, FormEnd);
    }

    private static byte[] Head(string method, string path, long length, IEnumerable<string> headers)
    {
        var lines = string.Concat(headers.Select(header => header + "\r\n"));
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n{lines}\r\n"));
    }
}
