namespace DocProcessing.Problems;

/// <summary>Stands around each endpoint, inside whatever error pages the host uses: no exception of ours gets past it.</summary>
internal sealed partial class ProblemBoundary(ILogger<ProblemBoundary> logger)
{
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
            context.Abort();
        }
        catch (Exception exception)
        {
            await AnswerAsync(context, exception);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var problem = Problem.Of(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
        {
            LogUnforeseen(exception, context.Request.Method, context.GetEndpoint()?.DisplayName);
        }
        else if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            LogUnavailable(exception, context.Request.Method, context.GetEndpoint()?.DisplayName);
        }

        if (context.Response.HasStarted)
        {
            LogCutOff(exception, context.GetEndpoint()?.DisplayName);
            context.Abort();
            return;
        }

        context.Response.Clear();
        await ProblemWriter.WriteAsync(context, problem);
    }
}
