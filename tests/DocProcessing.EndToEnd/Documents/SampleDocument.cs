using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.Documents;

/// <summary>A real document out of the repository, with what is known to stand in it.</summary>
/// <param name="FileName">Its file.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Phrase">Words that stand in it and in no other sample.</param>
/// <param name="Title">Its title.</param>
/// <param name="Pages">Its pages, slides or sheets, where its format has them.</param>
public sealed record SampleDocument(string FileName, string ContentType, string Phrase, string? Title, int? Pages)
{
    public byte[] Read() => Read(FileName);

    public static byte[] Read(string fileName) => File.ReadAllBytes(Path.Combine(BuildOutput.Documents, fileName));

    public override string ToString() => FileName;
}
