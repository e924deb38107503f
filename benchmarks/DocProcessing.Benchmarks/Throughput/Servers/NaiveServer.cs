using System.Security.Cryptography;
using DocProcessing.FileSystem;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>What is written most often: an <see cref="IFormFile"/>, hashed, then copied to where it belongs.</summary>
internal sealed class NaiveServer(string directory)
{
    public void Map(WebApplication app)
    {
        app.MapPost("/uploads/{name}", async (HttpContext context, string name, long offset) => await StoreAsync(context, name, offset, sync: false));
        app.MapDelete("/uploads/{name}", (string name) => File.Delete(Path.Combine(directory, name)));
        app.MapPost("/files/{name}", async (HttpContext context, string name, bool sync) => await StoreAsync(context, name, 0, sync));
    }

    private async Task StoreAsync(HttpContext context, string name, long offset, bool sync)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var received = form.Files["file"]!;
        await using (var content = received.OpenReadStream())
        {
            var hash = await MD5.HashDataAsync(content, context.RequestAborted);
            if (Convert.ToHexStringLower(hash) != form["md5"])
            {
                throw new InvalidDataException("The bytes did not arrive as they were sent.");
            }
        }

        await using var file = new FileStream(Path.Combine(directory, name), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        file.Position = offset;
        await received.CopyToAsync(file, context.RequestAborted);
        if (sync)
        {
            file.Flush(flushToDisk: true);
            DirectorySync.Flush(directory);
        }
    }
}
