using Xunit.Sdk;
using Xunit.v3;

// One host for all; the schedules are many side by side already.
[assembly: Parallelization(Mode = ParallelMode.None)]
