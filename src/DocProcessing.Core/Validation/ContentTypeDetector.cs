using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DocProcessing.Validation;

/// <summary>Tells a document's media type from its bytes. The name and the declared type only choose among text formats, which look alike.</summary>
internal static class ContentTypeDetector
{
    public const string OleDocument = "application/x-ole-storage";

    public const string Zip = "application/zip";

    private const int HeadLength = 64 * 1024;

    // PDF readers accept the mark anywhere in the first 1024 bytes (ISO 32000-1, implementation note 13).
    private const int PdfMarkWithin = 1024;

    private const int MaxDeclarationLength = 256;

    private static readonly (byte[] Mark, string Type)[] Marks =
    [
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], OleDocument),
        ("{\\rtf"u8.ToArray(), "application/rtf"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "image/png"),
        ([0xFF, 0xD8, 0xFF], "image/jpeg"),
        ("GIF8"u8.ToArray(), "image/gif"),
        ("II*\0"u8.ToArray(), "image/tiff"),
        ("MM\0*"u8.ToArray(), "image/tiff"),
        ([0x1F, 0x8B], "application/gzip"),
        ("7z\xBC\xAF"u8.ToArray(), "application/x-7z-compressed"),
        ("Rar!"u8.ToArray(), "application/vnd.rar"),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], "application/x-executable"),
        ("MZ"u8.ToArray(), "application/vnd.microsoft.portable-executable"),
    ];

    private static readonly (string Entry, string Type)[] OpenXmlParts =
    [
        ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ];

    /// <summary>Detects the type.</summary>
    /// <param name="content">The document, seekable.</param>
    /// <param name="declared">The declared type, normalized.</param>
    /// <param name="fileName">The document's name.</param>
    /// <returns>The media type; <see cref="ContentTypes.Unknown"/> for bytes that are no known format.</returns>
    public static string Detect(Stream content, string declared, string fileName)
    {
        var buffer = new byte[HeadLength];
        content.Position = 0;
        var head = buffer.AsSpan(0, content.ReadAtLeast(buffer, HeadLength, throwOnEndOfStream: false));
        if (head[..Math.Min(head.Length, PdfMarkWithin)].IndexOf("%PDF-"u8) >= 0)
        {
            return "application/pdf";
        }

        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
        {
            return DetectInZip(content);
        }

        foreach (var (mark, type) in Marks)
        {
            if (head.StartsWith(mark))
            {
                return type;
            }
        }

        return TextSniffer.Detect(head, declared, fileName);
    }

    /// <summary>Tells an encrypted Office document from an old one: both are OLE files, and only the first has this stream.</summary>
    /// <remarks>[MS-OFFCRYPTO] 2.3.4.4; directory entries hold names in UTF-16.</remarks>
    public static bool IsEncryptedOffice(Stream content)
    {
        const int directoryWithin = 1 << 20;
        content.Position = 0;
        var bytes = new byte[directoryWithin];
        var read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes.AsSpan(0, read).IndexOf(Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0;
    }

    /// <summary>Goes by the names in the directory, which is read without holding it: how large it may be is asked only later.</summary>
    private static string DetectInZip(Stream content)
    {
        try
        {
            ArchiveEntryHeader? declaration = null;
            var (isOpenXml, foundPart) = (false, OpenXmlParts.Length);
            foreach (var entry in ArchiveDirectory.Find(content).Read())
            {
                var name = entry.Name.Span;
                if (declaration is null && name.SequenceEqual("mimetype"u8))
                {
                    declaration = entry;
                }

                isOpenXml |= name.SequenceEqual("[Content_Types].xml"u8);
                for (var part = 0; part < foundPart; part++)
                {
                    var prefix = OpenXmlParts[part].Entry;
                    if (name.Length >= prefix.Length && Ascii.EqualsIgnoreCase(name[..prefix.Length], prefix))
                    {
                        foundPart = part;
                    }
                }
            }

            return declaration is { } mimetype && ReadDeclaration(content, mimetype) is { } declared ? ContentTypes.Normalize(declared)
                : isOpenXml && foundPart < OpenXmlParts.Length ? OpenXmlParts[foundPart].Type
                : Zip;
        }
        catch (InvalidDataException exception)
        {
            throw new DocumentRejectedException(RejectionReasons.Damaged, "The document is a damaged archive; it may have been cut off.", exception);
        }
    }

    /// <summary>Reads the entry that names the type; none is as long as what is read of it at most.</summary>
    private static string? ReadDeclaration(Stream content, ArchiveEntryHeader entry)
    {
        // APPNOTE 4.3.7: the entry's own header has a name and extra fields of its own, and then come the bytes.
        Span<byte> local = stackalloc byte[30];
        content.Position = Math.Min(entry.Offset, content.Length);
        if (content.ReadAtLeast(local, local.Length, throwOnEndOfStream: false) < local.Length || !local.StartsWith("PK\x03\x04"u8))
        {
            throw new InvalidDataException("An entry is not where the archive's directory says.");
        }

        content.Position += BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        Span<byte> text = stackalloc byte[MaxDeclarationLength];
        var read = entry.Method switch
        {
            ArchiveEntryHeader.Stored => ReadAtMost(content, text[..(int)Math.Min(text.Length, entry.PackedLength)]),
            ArchiveEntryHeader.Deflated => Inflate(content, text),
            _ => throw new InvalidDataException("The entry that names the type is packed in an unusual way."),
        };
        return read < text.Length ? Encoding.ASCII.GetString(text[..read]) : null;
    }

    private static int Inflate(Stream content, Span<byte> text)
    {
        using var unpacked = new DeflateStream(content, CompressionMode.Decompress, leaveOpen: true);
        return ReadAtMost(unpacked, text);
    }

    private static int ReadAtMost(Stream stream, Span<byte> text) => stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
}
