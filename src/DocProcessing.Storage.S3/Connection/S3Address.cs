using System.Diagnostics.CodeAnalysis;

namespace DocProcessing.S3;

/// <summary>Reads where a store is, as people write it: a host with a port, or an address.</summary>
internal static class S3Address
{
    /// <returns><see langword="false"/> for what is no address; an address of <see langword="null"/> is AWS itself.</returns>
    public static bool TryParse(S3StorageOptions options, out Uri? address)
    {
        address = null;
        if (string.IsNullOrWhiteSpace(options.Endpoint))
        {
            return true;
        }

        var text = options.Endpoint.Contains("://", StringComparison.Ordinal) ? options.Endpoint : $"{(options.UseSsl ? "https" : "http")}://{options.Endpoint}";
        return TryParse(text, out address);
    }

    private static bool TryParse(string text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address)
        && address is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "", Host.Length: > 0 };
}
