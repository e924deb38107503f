using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.Client.Tests.Cli;

/// <summary>The command line as a process, with a configuration directory of the test's own and no terminal.</summary>
internal sealed class CliProcess : IAsyncDisposable
{
    private static readonly string Assembly =
        typeof(CliProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "CliAssembly").Value!;

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<string> _lines = [];
    private readonly Task _reading;

    private CliProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>Gets what it has printed so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public string Errors { get; private set; } = string.Empty;

    /// <summary>Starts it.</summary>
    /// <param name="home">Where its configuration is.</param>
    /// <param name="token">In the environment, if it is not <see langword="null"/>.</param>
    /// <param name="arguments">What a user would type.</param>
    /// <param name="input">What is piped into it.</param>
    public static CliProcess Start(DirectoryInfo home, string? token, string[] arguments, byte[]? input = null)
    {
        // Where tests run in the background, a shell has them ignore Ctrl-C, and they would hand that on.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", Assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["XDG_CONFIG_HOME"] = home.FullName;
        start.Environment.Remove("DOCPROCESSING_SERVER");
        start.Environment.Remove("DOCPROCESSING_TOKEN");
        if (token is not null)
        {
            start.Environment["DOCPROCESSING_TOKEN"] = token;
        }

        var process = Process.Start(start)!;
        if (input is not null)
        {
            process.StandardInput.BaseStream.Write(input);
        }

        process.StandardInput.Close();
        return new CliProcess(process);
    }

    public void Kill() => _process.Kill();

    /// <summary>Does what Ctrl-C does.</summary>
    public void Interrupt() => Signals.Interrupt(_process.Id);

    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        Errors = await _errors;
        await _reading;
        TestContext.Current.TestOutputHelper?.WriteLine($"exit {_process.ExitCode}\n{string.Join('\n', Lines)}\n{Errors}");
        return _process.ExitCode;
    }

    public IReadOnlyList<JsonNode> Json() => [.. Lines.Select(line => JsonNode.Parse(line)!)];

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }
}
