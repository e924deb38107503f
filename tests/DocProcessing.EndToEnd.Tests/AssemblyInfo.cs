using Xunit.Sdk;
using Xunit.v3;

// Each test has processes of its own and some measure time or memory: side by side they would measure each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
