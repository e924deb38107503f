using DocProcessing.Conformance;
using DocProcessing.InProcess;
using Microsoft.Extensions.Logging.Abstractions;

namespace DocProcessing.Core.Tests.InProcess;

public sealed class InProcessBusConformanceTests : ProgressBusConformance
{
    private readonly InProcessProgressBus _bus = new(NullLogger<InProcessProgressBus>.Instance);

    protected override Task<IProgressBus> CreateAsync() => Task.FromResult<IProgressBus>(_bus);
}
