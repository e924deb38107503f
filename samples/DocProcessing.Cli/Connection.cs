using System.CommandLine;
using DocProcessing.Client;

namespace DocProcessing.Cli;

/// <summary>The options that every command has: where the host is, and as whom.</summary>
internal static class Connection
{
    private const string DefaultServer = "http://127.0.0.1:8000/";

    public static Option<string?> Server { get; } = new("--server") { Description = $"The host's address [env: DOCPROCESSING_SERVER; {DefaultServer}]", Recursive = true };

    public static Option<string?> Token { get; } = new("--token") { Description = "The bearer token [env: DOCPROCESSING_TOKEN; else that of login]", Recursive = true };

    public static Option<int> Retries { get; } = new("--retries") { Description = "How often a call is repeated [5]", DefaultValueFactory = _ => 5, Recursive = true };

    public static Option<bool> Json { get; } = new("--json") { Description = "Print JSON, one object a line", Recursive = true };

    public static Uri ServerOf(ParseResult arguments)
    {
        var text = arguments.GetValue(Server) ?? Environment.GetEnvironmentVariable("DOCPROCESSING_SERVER") ?? DefaultServer;
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "http" or "https"
            ? server
            : throw new UsageException($"{text} is no address of a host. One is {DefaultServer}");
    }

    public static DocumentProcessingClient Open(ParseResult arguments)
    {
        var server = ServerOf(arguments);
        var token = arguments.GetValue(Token) ?? Environment.GetEnvironmentVariable("DOCPROCESSING_TOKEN") ?? Home.FindToken(server);
        return new DocumentProcessingClient(new DocumentProcessingClientOptions
        {
            BaseAddress = server,
            AccessToken = (_, _) => ValueTask.FromResult(token),
            MaxRetries = Math.Max(0, arguments.GetValue(Retries)),
        });
    }
}
