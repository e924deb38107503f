using System.Diagnostics;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>A column of the comparison.</summary>
/// <param name="Name">How it is called on the command line and in the table.</param>
/// <param name="Description">What it does with the bytes.</param>
/// <param name="Command">How it is started.</param>
/// <param name="ConnectAsync">How a client speaks to it.</param>
internal sealed record ServerDefinition(
    string Name, string Description, Func<ServerPlace, ProcessStartInfo> Command, Func<Uri, Task<IUploadProtocol>> ConnectAsync);

/// <summary>Where a server listens and keeps what it is sent.</summary>
internal sealed record ServerPlace(int Port, string Directory)
{
    public Uri Address => new($"http://127.0.0.1:{Port}");
}
