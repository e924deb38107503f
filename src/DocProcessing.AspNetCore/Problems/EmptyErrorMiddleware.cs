namespace DocProcessing.Problems;

/// <summary>Gives a body to errors that come without: 401 and 403 of authorization, 404, 405 and 415 of routing, 400 of binding.</summary>
internal sealed class EmptyErrorMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var response = context.Response;
        if (response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentLength: null, ContentType: null }
            && !context.RequestAborted.IsCancellationRequested
            && HttpApiPaths.IsOurs(context))
        {
            await ProblemWriter.WriteAsync(context, Problem.OfStatus(response.StatusCode));
        }
    }
}
