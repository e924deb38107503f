namespace DocProcessing.Benchmarks.Throughput.Client;

/// <summary>Bytes to send: a few that no other content has, then some that many share, so that gigabytes of different content fit into little memory.</summary>
internal sealed record Content(byte[] Stamp, ArraySegment<byte> Shared, string Md5)
{
    public long Length => Stamp.Length + Shared.Count;
}
