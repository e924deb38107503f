using System.Text.Json;

namespace DocProcessing.Snippets.Parts;

/// <summary>Reads the amount of an invoice. A crash or an error runs it again, so it writes nothing but its artifact.</summary>
internal sealed class InvoiceStage : IPipelineStage
{
    public string Name => "invoice";

    public async Task<StageResult> ExecuteAsync(IStageContext context, CancellationToken cancellationToken)
    {
        var lines = 0;
        await foreach (var section in context.ReadSectionsAsync(cancellationToken))
        {
            lines += section.Text.Count(character => character == '\n');
            context.Report(0.5, "Reading the invoice");
        }

        if (lines == 0)
        {
            throw new DocumentRejectedException("no_lines", "The invoice has no lines.");
        }

        await context.WriteArtifactAsync("invoice", (stream, token) => JsonSerializer.SerializeAsync(stream, lines, cancellationToken: token), cancellationToken);
        return StageResult.Done;
    }
}
