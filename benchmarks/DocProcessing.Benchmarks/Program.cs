using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;
using DocProcessing.Benchmarks.Engines;
using DocProcessing.Benchmarks.Throughput;
using DocProcessing.Benchmarks.Throughput.Servers;

// Whole engines on real servers, which no micro-benchmark can repeat thousands of times.
if (args is ["engines", ..])
{
    await EngineComparison.RunAsync();
    return 0;
}

// Whole servers over their sockets; the second verb is how the measurement starts its reference servers.
if (args is ["throughput", .. var options])
{
    return await ThroughputCommand.RunAsync(options);
}

if (args is ["serve", .. var place])
{
    await ReferenceServer.RunAsync(place);
    return 0;
}

// Only ratios and allocations mean something on another machine, so the columns of spread are left out.
var config = DefaultConfig.Instance
    .AddDiagnoser(MemoryDiagnoser.Default)
    .HideColumns("Error", "StdDev", "Median", "RatioSD", "Gen0", "Gen1", "Gen2", "InvocationCount", "UnrollFactor");

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
return 0;
