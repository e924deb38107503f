using DocProcessing.Problems;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Net.Http.Headers;

namespace DocProcessing;

/// <summary>Puts in front of the host's own pipeline what must see a request first: CORS, and bodies for errors that have none.</summary>
internal sealed class HttpApiStartup(IOptions<HttpApiOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (options.Value.AllowedOrigins.Count > 0)
        {
            app.UseWhen(context => HttpApiPaths.IsOurs(context.Request.Path.Value), ours => ours.UseCors(AddCorsPolicy.Name));
        }

        app.UseMiddleware<EmptyErrorMiddleware>();
        next(app);
    };
}

/// <summary>Lets the allowed pages call, and read the headers that a resuming client needs.</summary>
internal sealed class AddCorsPolicy(IOptions<HttpApiOptions> options) : IConfigureOptions<CorsOptions>
{
    public const string Name = "DocProcessing";

    public void Configure(CorsOptions cors) => cors.AddPolicy(Name, policy => policy
        .WithOrigins([.. options.Value.AllowedOrigins])
        .AllowAnyHeader()
        .WithMethods("GET", "HEAD", "POST", "DELETE")
        .WithExposedHeaders(HeaderNames.ETag, HeaderNames.Location, HeaderNames.RetryAfter, HeaderNames.ContentRange, HeaderNames.ContentDisposition)
        .SetPreflightMaxAge(TimeSpan.FromMinutes(10)));
}
