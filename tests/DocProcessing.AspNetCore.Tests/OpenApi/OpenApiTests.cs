using Microsoft.AspNetCore.Builder;

namespace DocProcessing.AspNetCore.Tests.OpenApi;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_document_describes_every_endpoint()
    {
        await using var app = await TestApp.StartAsync(app: host => host.MapOpenApi());

        var text = await app.As(null).GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);

        Verified.Matches(text.Replace(app.Address.ToString(), "http://host/", StringComparison.Ordinal), "v1");
    }
}
