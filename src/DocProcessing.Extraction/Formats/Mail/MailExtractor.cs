using System.Globalization;
using AngleSharp.Text;
using MimeKit;
using MimeKit.IO;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads an e-mail: its body, and the names of its attachments.</summary>
internal sealed class MailExtractor(ExtractionLimits limits) : FormatExtractor(limits, "mail", "message/rfc822")
{
    protected override async Task ReadAsync(ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        await using var stream = document.OpenRead();

        // Persistent: contents stay in the file and are read when asked for.
        using var message = await MimeMessage.LoadAsync(stream, persistent: true, cancellationToken);
        if (message.Headers.Count == 0)
        {
            throw new DocumentRejectedException(RejectionReasons.Damaged, "The document has no e-mail headers.");
        }

        if (message.Body is MimeKit.Cryptography.MultipartEncrypted or MimeKit.Cryptography.ApplicationPkcs7Mime { SecureMimeType: MimeKit.Cryptography.SecureMimeType.EnvelopedData })
        {
            throw new DocumentRejectedException(RejectionReasons.Encrypted, "The e-mail is encrypted.");
        }

        output.Describe(Describe(message));
        await output.BeginAsync(SectionKind.Text, message.Subject, 1);
        await ReadBodyAsync(message, output);
        foreach (var attachment in message.Attachments)
        {
            await output.BeginAsync(SectionKind.Attachment, NameOf(attachment), 1);
            output.Append($"{attachment.ContentType.MimeType}, {await MeasureAsync(attachment, cancellationToken)} bytes");
        }
    }

    private async Task ReadBodyAsync(MimeMessage message, SectionWriter output)
    {
        if (message.TextBody is { } text && !string.IsNullOrWhiteSpace(text))
        {
            output.Append(text);
        }
        else if (message.HtmlBody is { } html)
        {
            if (html.Length > Limits.MaxMarkupBytes)
            {
                throw new DocumentRejectedException(RejectionReasons.TooComplex, $"The e-mail has more than {Limits.MaxMarkupBytes} characters of markup.");
            }

            using var source = new TextSource(html);
            await new HtmlText(output, divideByHeadings: false).ReadAsync(source);
        }
    }

    private static DocumentMetadata Describe(MimeMessage message)
    {
        var custom = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add("from", message.From.ToString());
        Add("to", message.To.ToString());
        Add("cc", message.Cc.ToString());
        Add("subject", message.Subject);
        Add("message_id", message.MessageId);
        Add("attachments", message.Attachments.Count().ToString(CultureInfo.InvariantCulture));
        return new DocumentMetadata
        {
            Title = message.Subject,
            Authors = [.. message.From.Mailboxes.Select(mailbox => string.IsNullOrWhiteSpace(mailbox.Name) ? mailbox.Address : mailbox.Name)],
            CreatedAt = message.Date == DateTimeOffset.MinValue ? null : message.Date,
            Custom = custom,
        };

        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                custom[name] = value;
            }
        }
    }

    private static string NameOf(MimeEntity attachment) =>
        attachment.ContentDisposition?.FileName ?? attachment.ContentType.Name ?? (attachment as MessagePart)?.Message?.Subject ?? "attachment";

    private static async Task<long> MeasureAsync(MimeEntity attachment, CancellationToken cancellationToken)
    {
        using var measure = new MeasuringStream();
        switch (attachment)
        {
            case MimePart { Content: { } content }:
                await content.DecodeToAsync(measure, cancellationToken);
                break;
            case MessagePart { Message: { } inner }:
                await inner.WriteToAsync(measure, cancellationToken);
                break;
        }

        return measure.Length;
    }
}
