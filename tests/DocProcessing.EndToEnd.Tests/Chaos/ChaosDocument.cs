using System.Collections.Concurrent;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;

namespace DocProcessing.EndToEnd.Chaos;

/// <summary>A document that a client uploads, and what the host has acknowledged of it.</summary>
internal sealed class ChaosDocument(string fileName, string contentType, byte[] bytes, string marker, bool isGood)
{
    public string FileName => fileName;

    public string ContentType => contentType;

    public byte[] Bytes => bytes;

    /// <summary>Gets a word that stands in this document and in copies of it only.</summary>
    public string Marker => marker;

    /// <summary>Gets whether it can be processed; the other ones are to be rejected.</summary>
    public bool IsGood => isGood;

    public string Hash { get; } = ApiClient.Sha256(bytes);

    public string? UploadId { get; set; }

    public string? JobId { get; set; }

    /// <summary>Gets the parts that were answered 200.</summary>
    public ConcurrentDictionary<int, bool> AcknowledgedParts { get; } = new();

    /// <summary>Gets or sets whether complete, or the simple upload, was answered 202.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>Gets or sets whether a cancel was asked for, so that cancelled is a good end too.</summary>
    public bool IsCancelAsked { get; set; }

    public bool IsInChunks { get; init; }

    public static ChaosDocument Make(string name, Random random, bool inChunks)
    {
        var marker = $"mark{Guid.NewGuid():n}";
        var seed = random.Next();
        var (extension, contentType, bytes, good) = random.Next(10) switch
        {
            0 => ("docx", Docx, PdfFile.Bytes(pages: 3, seed), false),
            1 or 2 => ("pdf", "application/pdf", PdfFile.Bytes(random.Next(5, 40), seed, marker), true),
            3 => ("docx", Docx, MadeFiles.Docx(Prose.Text(seed, random.Next(50_000, 400_000), marker)), true),
            4 => ("md", "text/markdown", Prose.Bytes(seed, random.Next(50_000, 300_000), marker), true),
            _ => ("txt", "text/plain", Prose.Bytes(seed, random.Next(100_000, 2_000_000), marker), true),
        };
        return new ChaosDocument($"{name}.{extension}", contentType, bytes, marker, good) { IsInChunks = inChunks };
    }

    /// <summary>Makes a document whose checks take long enough to be hit.</summary>
    public static ChaosDocument MakeLarge(string name)
    {
        var marker = $"mark{Guid.NewGuid():n}";
        return new ChaosDocument($"{name}.docx", Docx, MadeFiles.Docx($"The mark of this document is {marker}.", pictureBytes: 32 << 20), marker, isGood: true);
    }

    /// <summary>Makes the same document under another name.</summary>
    public ChaosDocument As(string name) => new(name + Path.GetExtension(fileName), contentType, bytes, marker, isGood);

    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
}
