using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;
using DocProcessing.Benchmarks.Engines;
using DocProcessing.Benchmarks.Extraction;
using DocProcessing.Benchmarks.Sockets;

// Whole engines on real servers, which no micro-benchmark can repeat thousands of times.
if (args is ["engines", ..])
{
    await EngineComparison.RunAsync();
    return;
}

if (args is [SocketServer.Verb, var kind])
{
    await SocketServer.RunAsync(kind);
    return;
}

if (args is ["sockets", ..])
{
    await SocketComparison.RunAsync(args[1..]);
    return;
}

if (args is ["extraction", ..])
{
    await ExtractionComparison.RunAsync(args[1..]);
    return;
}

// Only ratios and allocations mean something on another machine, so the columns of spread are left out.
var config = DefaultConfig.Instance
    .AddDiagnoser(MemoryDiagnoser.Default)
    .HideColumns("Error", "StdDev", "Median", "RatioSD", "Gen0", "Gen1", "Gen2", "InvocationCount", "UnrollFactor");

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
