using System.Net;
using DocProcessing.Client;

namespace DocProcessing.Cli;

/// <summary>Says in plain words what went wrong.</summary>
internal static class Failures
{
    /// <summary>Runs a command.</summary>
    /// <returns>Its exit code, whatever happens.</returns>
    public static async Task<int> GuardAsync(Func<Task<int>> command, CancellationToken interrupted)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (DocumentProcessingClientException exception)
        {
            await Console.Error.WriteLineAsync(Words(exception));
            return CodeOf(exception);
        }
        catch (UsageException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCode.Usage;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"This file cannot be read: {exception.Message}");
            return ExitCode.Usage;
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCode.Failed;
        }
    }

    private static int CodeOf(DocumentProcessingClientException exception) => exception.Status switch
    {
        null => ExitCode.Unreachable,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotAuthorised,
        >= HttpStatusCode.InternalServerError => ExitCode.Unreachable,
        _ => ExitCode.Failed,
    };

    private static string Words(DocumentProcessingClientException exception) => exception.Status switch
    {
        null => $"The host does not answer. Is it running, and is --server right?\n  {exception.InnerException?.Message ?? exception.Message}",
        HttpStatusCode.Unauthorized => "The host wants a token that it trusts: docprocessing login, --token, or DOCPROCESSING_TOKEN.",
        HttpStatusCode.Forbidden => "This token may not do that.",
        HttpStatusCode.TooManyRequests => $"The host asks to go slower. Try again in {exception.RetryAfter?.TotalSeconds ?? 60:0} seconds.",
        _ => $"The host refused: {exception.Message} ({exception.Code})",
    };
}

/// <summary>The command was not given as it must be.</summary>
internal sealed class UsageException(string message) : Exception(message);
