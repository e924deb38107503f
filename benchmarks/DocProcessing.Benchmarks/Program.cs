using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;
using DocProcessing.Benchmarks.Bus;
using DocProcessing.Benchmarks.Clients;
using DocProcessing.Benchmarks.Engines;
using DocProcessing.Benchmarks.Extraction;
using DocProcessing.Benchmarks.Sockets;
using DocProcessing.Benchmarks.Throughput;
using DocProcessing.Benchmarks.Throughput.Servers;

switch (args)
{
    // Whole processes on real servers and sockets, which no micro-benchmark can repeat thousands of times.
    case ["throughput", .. var options]:
        return await ThroughputCommand.RunAsync(options);
    case ["sockets", .. var options]:
        await SocketComparison.RunAsync(options);
        return 0;
    case ["extraction", .. var options]:
        await ExtractionComparison.RunAsync(options);
        return 0;
    case ["client", .. var options]:
        await ClientComparison.RunAsync(options);
        return 0;
    case ["bus", ..]:
        await BusComparison.RunAsync();
        return 0;
    case ["engines", ..]:
        await EngineComparison.RunAsync();
        return 0;

    // How the measurements start their servers.
    case ["serve", .. var place]:
        await ReferenceServer.RunAsync(place);
        return 0;
    case [BusSender.Verb, var kind, var address, var rate]:
        await BusSender.RunAsync(kind, address, int.Parse(rate, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case [SocketServer.Verb, var kind]:
        await SocketServer.RunAsync(kind);
        return 0;
}

// Only ratios and allocations mean something on another machine, so the columns of spread are left out.
var config = DefaultConfig.Instance
    .AddDiagnoser(MemoryDiagnoser.Default)
    .HideColumns("Error", "StdDev", "Median", "RatioSD", "Gen0", "Gen1", "Gen2", "InvocationCount", "UnrollFactor");

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
return 0;
