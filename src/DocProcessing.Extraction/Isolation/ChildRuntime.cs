namespace DocProcessing.Extraction.Isolation;

/// <summary>
/// The runtime configuration of a child: the host's runtime, and a garbage collector that keeps it small. The concurrent one stays on:
/// without it the budget of the youngest generation, and with it the process, is half as large again. So does compiling hot code by what it was seen to do:
/// parsers call through interfaces at every byte, and take half as long again without it. By default it begins once nothing new has run for 100 ms;
/// a child may have read its document by then.
/// </summary>
internal static class ChildRuntime
{
    public static string Configuration(int maxMemoryMegabytes) =>
        $$"""
        {
          "runtimeOptions": {
            "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version.ToString(3)}}" },
            "configProperties": {
              "System.GC.Server": false,
              "System.GC.HeapHardLimit": {{(long)maxMemoryMegabytes << 20}},
              "System.Runtime.TieredCompilation.CallCountingDelayMs": 10
            }
          }
        }
        """;
}
