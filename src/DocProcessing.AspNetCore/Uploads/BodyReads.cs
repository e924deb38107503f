using System.IO.Pipelines;

namespace DocProcessing.Uploads;

/// <summary>Reads a request's body. Errors of it come out as errors with a code.</summary>
internal static class BodyReads
{
    public static async ValueTask<ReadResult> ReadBodyAsync(this PipeReader body, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(cancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException { StatusCode: not StatusCodes.Status400BadRequest })
        {
            throw RequestErrors.Incomplete(exception);
        }
    }
}
