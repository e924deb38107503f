using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;

namespace DocProcessing.EndToEnd.Cluster;

/// <summary>A document that a user of the cluster uploads: real files, made ones, and large ones of several parts.</summary>
internal sealed record ClusterDocument(string FileName, string ContentType, byte[] Bytes, bool IsInChunks)
{
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public string Hash { get; } = ApiClient.Sha256(Bytes);

    public static ClusterDocument Make(string name, Random random)
    {
        var seed = random.Next();
        var inChunks = random.Next(3) != 0;
        switch (random.Next(10))
        {
            case 0:
                // Two or three parts of the least size that S3 takes.
                var bytes = MadeFiles.Docx(Prose.Text(seed, 5_000), RunningCluster.PartBytes + random.Next(1, RunningCluster.PartBytes * 3 / 2));
                return new($"{name}.docx", Docx, bytes, IsInChunks: true);
            case 1 or 2 or 3:
                var sample = Samples.All[random.Next(Samples.All.Length)];
                return new(name + Path.GetExtension(sample.FileName), sample.ContentType, sample.Read(), inChunks);
            case 4:
                return new($"{name}.pdf", "application/pdf", PdfFile.Bytes(random.Next(2, 12), seed), inChunks);
            case 5:
                return new($"{name}.docx", Docx, MadeFiles.Docx(Prose.Text(seed, random.Next(5_000, 50_000))), inChunks);
            case 6:
                return new($"{name}.md", "text/markdown", Prose.Bytes(seed, random.Next(500, 20_000)), inChunks);
            default:
                return new($"{name}.txt", "text/plain", Prose.Bytes(seed, random.Next(500, 100_000)), inChunks);
        }
    }
}
