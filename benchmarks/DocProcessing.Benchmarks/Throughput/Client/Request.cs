namespace DocProcessing.Benchmarks.Throughput.Client;

/// <summary>A whole HTTP request as bytes, made before anything is measured.</summary>
/// <param name="Head">Request line, headers and all that precedes <paramref name="Body"/>.</param>
/// <param name="Body">The bytes that many requests share.</param>
/// <param name="Tail">What follows them.</param>
internal sealed record Request(byte[] Head, ArraySegment<byte> Body, byte[] Tail)
{
    public long Length => Head.Length + Body.Count + Tail.Length;
}
