using Xunit.Sdk;
using Xunit.v3;

// One browser and one host serve all tests; side by side they would wait for each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
