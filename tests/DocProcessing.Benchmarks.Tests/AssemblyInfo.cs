using Xunit.Sdk;
using Xunit.v3;

// What one test allocates is counted for the whole process: side by side they would count each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
