using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace DocProcessing.Testing;

/// <summary>The head of a request, with what has come of its body.</summary>
internal sealed record RequestHead(string Method, string Path, byte[] Bytes, byte[] BodyStart, long BodyLength, bool IsUpgrade)
{
    private const int MaxBytes = 64 << 10;
    private const int ShownBytes = 2 << 10;

    public string Body => Encoding.Latin1.GetString(BodyStart);

    /// <returns>The head, or <see langword="null"/> when the client has gone without a request.</returns>
    public static async Task<RequestHead?> ReadAsync(NetworkStream client, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBytes];
        var length = 0;
        while (true)
        {
            var count = await client.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (count == 0)
            {
                return null;
            }

            length += count;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                continue;
            }

            var lines = Encoding.ASCII.GetString(buffer, 0, end).Split("\r\n");
            var body = long.Parse(Header(lines, "Content-Length") ?? "0", CultureInfo.InvariantCulture);

            // The fields of a form come first: the test wants to see them.
            while (length - end - 4 < Math.Min(body, ShownBytes) && await client.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var more)
            {
                length += more;
            }

            return Of(lines, buffer[(end + 4)..length], body);
        }
    }

    private static RequestHead Of(string[] lines, byte[] bodyStart, long bodyLength)
    {
        var isUpgrade = Header(lines, "Upgrade") is not null;

        // The server closes after its answer, so that its end is the connection's.
        var kept = isUpgrade ? lines : [.. lines.Where(line => !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)), "Connection: close"];
        var request = lines[0].Split(' ');
        return new RequestHead(request[0], request[1], Encoding.ASCII.GetBytes(string.Join("\r\n", kept) + "\r\n\r\n"), bodyStart, bodyLength, isUpgrade);
    }

    private static string? Header(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
