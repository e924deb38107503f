namespace DocProcessing.Core.Tests;

public sealed class JobStatusTableTests
{
    [Fact]
    public void Every_status_leads_to_a_terminal_one()
    {
        foreach (var start in Enum.GetValues<JobStatus>())
        {
            var reached = new HashSet<JobStatus> { start };
            while (Enum.GetValues<JobStatus>().Any(next => reached.Any(from => JobStatusTable.Allows(from, next)) && reached.Add(next)))
            {
            }

            Assert.Contains(reached, status => status.IsTerminal());
        }
    }

    [Theory]
    [InlineData(JobStatus.Completed)]
    [InlineData(JobStatus.Rejected)]
    [InlineData(JobStatus.Cancelled)]
    [InlineData(JobStatus.Expired)]
    public void A_terminal_status_other_than_failed_has_no_successor(JobStatus status) =>
        Assert.DoesNotContain(Enum.GetValues<JobStatus>(), next => JobStatusTable.Allows(status, next));
}
