using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>The reference servers on Kestrel: this same program, started as <c>serve KIND PORT DIRECTORY [tuned]</c>.</summary>
internal static class ReferenceServer
{
    public static Func<ServerPlace, ProcessStartInfo> Command(string kind, params string[] options) => place =>
    {
        var start = new ProcessStartInfo(
            "dotnet", [typeof(ReferenceServer).Assembly.Location, "serve", kind, place.Port.ToString(CultureInfo.InvariantCulture), place.Directory, .. options]);

        // What every web application has, and with it the host; a console program has not. IFormFile keeps large files where TMPDIR says.
        start.Environment["DOTNET_gcServer"] = "1";
        start.Environment["TMPDIR"] = place.Directory;
        return start;
    };

    public static async Task RunAsync(string[] args)
    {
        var (kind, port, directory) = (args[0], args[1], args[2]);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddRoutingCore();
        if (args.Contains("tuned"))
        {
            LargeBlocks.Use(builder.Services);
        }

        await using var app = builder.Build();
        app.UseRouting();
        app.MapGet("/ready", () => "ready");
        if (kind == "raw")
        {
            new RawServer(directory).Map(app);
        }
        else
        {
            new NaiveServer(directory).Map(app);
        }

        await app.RunAsync();
    }
}
