using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.Client;

/// <summary>Gets tokens from the host, and makes ones that it must not take.</summary>
internal static class Tokens
{
    public static async Task<string> IssueAsync(Uri host, string user, string role = "user")
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(new Uri(host, "/dev/token"), new { user, roles = new[] { role } }, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return new ApiAnswer((int)answer.StatusCode, body, answer.Content.Headers.ContentType?.MediaType, answer.Headers).Require(200).Text("access_token");
    }

    /// <summary>Makes a token as the host does.</summary>
    public static string Make(string user, DateTimeOffset expires, string key = HostSettings.SigningKey)
    {
        var text = $"{Encode("""{"alg":"HS256","typ":"JWT"}""")}.{Claims(user, expires)}";
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)))}";
    }

    /// <summary>Makes a token without a signature, which says that it needs none.</summary>
    public static string Unsigned(string user, DateTimeOffset expires) => $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{Claims(user, expires)}.";

    private static string Claims(string user, DateTimeOffset expires)
    {
        var seconds = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Encode($$"""{"sub":"{{user}}","roles":["admin"],"nbf":1500000000,"exp":{{seconds}}}""");
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
