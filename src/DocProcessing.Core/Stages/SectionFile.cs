using System.Text.Json;

namespace DocProcessing.Stages;

/// <summary>A document's sections as an artifact: one JSON object a line, written and read as a stream.</summary>
internal static class SectionFile
{
    private static readonly byte[] LineEnd = [(byte)'\n'];

    public static async Task WriteAsync(Stream stream, DocumentSection section, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(stream, section, DocProcessingJson.TypeOf<DocumentSection>(), cancellationToken);
        await stream.WriteAsync(LineEnd, cancellationToken);
    }

    public static IAsyncEnumerable<DocumentSection> ReadAsync(Stream stream, CancellationToken cancellationToken) =>
        JsonSerializer.DeserializeAsyncEnumerable(stream, DocProcessingJson.TypeOf<DocumentSection>(), topLevelValues: true, cancellationToken)!;
}
