using Xunit.Sdk;
using Xunit.v3;

// Node, a browser and a host at a time are enough.
[assembly: Parallelization(Mode = ParallelMode.None)]
