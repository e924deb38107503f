using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using DocProcessing.Cli.Views;
using DocProcessing.Client;
using Spectre.Console;

namespace DocProcessing.Cli.Commands;

/// <summary>Finds words in the caller's documents.</summary>
internal static class SearchCommand
{
    private static readonly Argument<string[]> Words = new("WORDS") { Description = "Words, \"phrases in quotes\", beginnings with a star", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<int> Limit = new("--limit") { Description = "How many, up to 100 [20]", DefaultValueFactory = _ => 20 };

    public static Command Create()
    {
        var command = new Command("search", "Finds words in your documents.") { Words, Limit };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var client = Connection.Open(arguments);
        var hits = await client.Documents.SearchAsync(string.Join(' ', arguments.GetValue(Words)!), arguments.GetValue(Limit), cancellationToken: cancellationToken);
        foreach (var hit in hits)
        {
            Show(hit, arguments.GetValue(Connection.Json));
        }

        return ExitCode.Ok;
    }

    private static void Show(SearchHit hit, bool json)
    {
        if (json)
        {
            JsonView.Write(new JsonObject
            {
                ["document_id"] = hit.DocumentId, ["filename"] = hit.FileName, ["score"] = hit.Score, ["page"] = hit.Page, ["snippet"] = hit.Snippet,
            });
            return;
        }

        var place = hit.Page is { } page ? string.Create(CultureInfo.InvariantCulture, $", page {page}") : string.Empty;
        AnsiConsole.Profile.Width = Console.IsOutputRedirected ? int.MaxValue : AnsiConsole.Profile.Width;
        AnsiConsole.MarkupLine($"[bold]{Markup.Escape(hit.FileName)}[/]{place}  {Markup.Escape(hit.DocumentId)}");
        AnsiConsole.MarkupLine($"  {Marked(hit.Snippet)}");
    }

    // The snippet is HTML of which the host promises mark elements and nothing else.
    private static string Marked(string snippet) =>
        string.Concat(snippet.Split("<mark>").SelectMany((piece, index) => index == 0 ? [Plain(piece)] : Found(piece.Split("</mark>", 2))));

    private static string[] Found(string[] pieces) => [$"[yellow]{Plain(pieces[0])}[/]", pieces.Length > 1 ? Plain(pieces[1]) : string.Empty];

    private static string Plain(string html) => Markup.Escape(WebUtility.HtmlDecode(html).ReplaceLineEndings(" "));
}
