using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace DocProcessing.Cli.Commands;

/// <summary>Keeps a token for a host: one that is given, or one of the sample host's development endpoint.</summary>
internal static class LoginCommand
{
    private static readonly Option<string?> User = new("--user") { Description = "Ask the sample host for a development token of this user" };

    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    public static Command Create()
    {
        var command = new Command("login", "Keeps a token for a host: --token, a development token (--user), or what is typed or piped in.") { User };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var server = Connection.ServerOf(arguments);
        var token = arguments.GetValue(Connection.Token)
            ?? (arguments.GetValue(User) is { } user ? await DevelopmentTokenAsync(server, user, cancellationToken) : await AskAsync(cancellationToken));
        if (string.IsNullOrWhiteSpace(token))
        {
            throw new UsageException("There is no token.");
        }

        Home.SaveToken(server, token);
        Console.WriteLine($"Kept for {server}");
        return ExitCode.Ok;
    }

    private static async Task<string?> AskAsync(CancellationToken cancellationToken) =>
        Console.IsInputRedirected
            ? (await Console.In.ReadToEndAsync(cancellationToken)).Trim()
            : await AnsiConsole.PromptAsync(new TextPrompt<string>("Token:").Secret(), cancellationToken);

    private static async Task<string> DevelopmentTokenAsync(Uri server, string user, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var body = new JsonObject { ["user"] = user, ["roles"] = new JsonArray("user") };
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = JsonType } };
        try
        {
            using var answer = await http.PostAsync(new Uri(server, "/dev/token"), content, cancellationToken);
            return answer.IsSuccessStatusCode
                ? JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!["access_token"]!.GetValue<string>()
                : throw new UsageException("This host gives no development tokens: use --token.");
        }
        catch (HttpRequestException exception)
        {
            throw new IOException($"The host does not answer: {exception.Message}", exception);
        }
    }
}
